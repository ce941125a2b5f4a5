"""Weekly timetables: proposed with a request, agreed by the provider, changed from a date."""

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.terms.choices import Session
from placements.actions.moves import lock, require_status
from placements.choices import Status, Weekday
from placements.models import TimetableSlot
from providers.models import Site

NO_CLASH = "timetable_no_clash"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SlotInput:
    """One half-day a week that somebody asks for; times are of the clock in London."""

    site: Site
    weekday: int
    session: str
    starts_at: dt.time
    finishes_at: dt.time

    @property
    def name(self):
        return half_day(self.weekday, self.session)


def half_day(weekday, session):
    """ "Monday morning" """
    return f"{Weekday(weekday).label} {Session(session).label}"


def check_slots(slots, provider):
    """Raise NotAllowed for a timetable that no week could hold."""
    if not slots:
        raise NotAllowed("Choose at least one half-day.")
    if len({(slot.weekday, slot.session) for slot in slots}) < len(slots):
        raise NotAllowed("Each half-day can stand in the timetable once.")
    for slot in slots:
        if slot.site.provider_id != provider.pk:
            raise NotAllowed(f"{slot.site} is not a site of {provider}.")
        if slot.finishes_at <= slot.starts_at:
            raise NotAllowed(f"{slot.name} finishes before it starts.")


def propose_slots(placement, slots, valid_from):
    """Write the slots, not agreed yet."""
    return TimetableSlot.objects.bulk_create(_rows(placement, slots, valid_from, agreed=False))


def agree_slots(placement, slots, *, valid_from=None):
    """Agree slots that are written; raises NotAllowed naming the half-day that clashes."""
    for slot in slots:
        slot.is_agreed = True
        slot.valid_from = valid_from or slot.valid_from
        with naming_the_clash(placement, slot):
            slot.save(update_fields=["is_agreed", "valid_from"])


@contextmanager
def naming_the_clash(placement, slot):
    """Turn the database's refusal of a clash into a sentence that names the half-day.

    It never says where else the pupil is expected: that may be another body's record.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if NO_CLASH not in str(error):
            raise
        when = half_day(slot.weekday, slot.session)
        raise NotAllowed(
            f"{placement.pupil} is already expected somewhere else on {when}. "
            "One of the two timetables must change first."
        ) from error


def close_slots(placement, after):
    """No agreed slot is in force after the day `after`; those yet to begin are given up."""
    agreed = TimetableSlot.objects.of(placement).agreed()
    agreed.beginning_after(after).update(is_agreed=False)
    agreed.lasting_after(after).update(valid_to=after)


def give_up_slots(placement):
    """The pupil is free again in every half-day of the placement."""
    TimetableSlot.objects.of(placement).agreed().update(is_agreed=False)


def change_timetable(*, by, placement, slots, valid_from):
    """A new week from `valid_from`; the old one is closed on the day before and stays true."""
    slots = list(slots)
    with record("timetable_changed", by=by):
        lock(placement)
        require_status(
            placement,
            [Status.AGREED, Status.ACTIVE, Status.PAUSED],
            done="Its timetable cannot be changed.",
        )
        check_slots(slots, placement.provider)
        if not placement.starts_on <= valid_from <= placement.planned_end_on:
            raise NotAllowed("The new timetable must begin between the placement's start and end.")
        close_slots(placement, valid_from - ONE_DAY)
        for slot in _rows(placement, slots, valid_from, agreed=True):
            with naming_the_clash(placement, slot):
                slot.save()


def _rows(placement, slots, valid_from, *, agreed):
    return [
        TimetableSlot(
            **placement.scope_columns(),
            site=slot.site,
            weekday=slot.weekday,
            session=slot.session,
            starts_at=slot.starts_at,
            finishes_at=slot.finishes_at,
            valid_from=valid_from,
            is_agreed=agreed,
        )
        for slot in slots
    ]
