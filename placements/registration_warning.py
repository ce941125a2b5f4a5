"""What the person who asks for a placement is told before they send it: which pupil this would be
of those that make a school of the provider."""

from django.utils import timezone

from apcommission.flags.thresholds import thresholds_for
from placements.choices import Roll, Status
from placements.models import Placement, TimetableSlot
from placements.models.placement import LIVE
from placements.registration import (
    REGISTRATION_NEEDED,
    Count,
    limits_of,
    registration_counts,
)
from placements.rules import compulsory_school_age, weekly_minutes

ADVICE = (
    "A provider that is not a registered school must not give full-time education to {pupils:.0f} "
    "or more pupils of compulsory school age, or to one with an EHC plan or looked after "
    "(Education Act 1996 section 463). Speak to your LA’s AP commissioner before you send this."
)
ONE_SHORT = "One more and it has to register as a school (Education Act 1996 section 463)."


def request_warning(*, provider, pupil, slots, starts_on):
    """A warning for the request's check page; "" when the placement tips nothing over.

    `slots` have `weekday`, `starts_at` and `finishes_at`. Counts of other commissioners' pupils
    come through the door (doors.py), on the day the placement would start.
    """
    if provider.is_registered or not compulsory_school_age(pupil.date_of_birth, starts_on):
        return ""
    headroom = Headroom(pupil=pupil, starts_on=starts_on, provider=provider)
    tipped, near = headroom.warnings(provider, slots)
    return f"{tipped} {ADVICE.format(**headroom.limits)}" if tipped else near


class Headroom:
    """What one pupil would do to the registration of one provider, or of any, from a day on.

    Three questions of the database for however many providers are then asked about.
    """

    def __init__(self, *, pupil, starts_on, provider=None):
        self.pupil = pupil
        self.starts_on = starts_on
        today = timezone.localdate()
        self.limits = limits_of(thresholds_for(REGISTRATION_NEEDED, pupil.authority_id, today))
        rows = registration_counts(on=starts_on, today=today, provider=provider)
        self.counts = {row.provider_id: row for row in rows if row.authority_id is None}
        self.already = list(TimetableSlot.objects.agreed().in_force(starts_on).filter(pupil=pupil))
        self.places = set(
            Placement.objects.of_pupil(pupil)
            .filter(
                status__in=[Status.AGREED, *LIVE],
                starts_on__lte=starts_on,
                planned_end_on__gte=starts_on,
            )
            .values_list("provider_id", flat=True)
        )

    def warnings(self, provider, slots):
        """(this placement would tip the provider over, it would leave it one short): sentences,
        each "" when it is not so."""
        if provider.is_registered or not compulsory_school_age(
            self.pupil.date_of_birth, self.starts_on
        ):
            return "", ""
        only_here = self.pupil.roll == Roll.NONE and not self.places - {provider.pk}
        already = [slot for slot in self.already if slot.provider_id == provider.pk]
        if _is_full_time(already, only_here, self.limits):
            return "", ""
        if not _is_full_time([*already, *slots], only_here, self.limits):
            return "", ""
        count = self.counts.get(provider.pk) or Count(provider.pk, None, 0, 0, 0, 0, 0)
        if reasons := _reasons(count, self.pupil, self.limits):
            return f"This placement would be {provider}’s {reasons}.", ""
        if count.full_time + 2 == self.limits["pupils"]:
            which = ordinal(count.full_time + 1)
            return "", f"This placement would be {provider}’s {which} full-time pupil. {ONE_SHORT}"
        return "", ""


def _is_full_time(slots, only_here, limits):
    minutes = weekly_minutes(slots)
    return minutes > limits["hours"] * 60 or (only_here and minutes > 0)


def _reasons(count, pupil, limits):
    """The thresholds that one more such pupil reaches, in words; "" for none."""
    found = []
    if count.full_time + 1 >= limits["pupils"]:
        found.append(f"{ordinal(count.full_time + 1)} full-time pupil of compulsory school age")
    if pupil.has_ehc_plan and count.with_plan + 1 >= limits["with_plan"]:
        found.append(f"{ordinal(count.with_plan + 1)} full-time pupil with an EHC plan")
    if pupil.is_looked_after and count.looked_after + 1 >= limits["looked_after"]:
        found.append(
            f"{ordinal(count.looked_after + 1)} full-time pupil looked after by a local authority"
        )
    return " and its ".join(found)


def ordinal(number):
    """ "1st", "2nd", "3rd", "4th", "11th" """
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
