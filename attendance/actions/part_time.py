"""Part-time timetables agreed between school and parent (SI 2024/208 reg 11(6))."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.codes import REGULATIONS_2024
from attendance.models import PartTimeTimetable
from placements.choices import Roll
from placements.rules import compulsory_school_age


def agree_part_time(*, by, pupil, half_days, starts_on, ends_on, parent, reason, now=None):
    """Record what school and parent agreed: which half-days the pupil is excused, until when.

    Raises NotAllowed for what code C2 does not cover.
    """
    if pupil.roll == Roll.NONE or pupil.school_id is None:
        raise NotAllowed("Only a pupil on a school's roll has a part-time timetable.")
    if not half_days:
        raise NotAllowed("Choose at least one half-day.")
    if ends_on < starts_on:
        raise NotAllowed("The end is before the start.")
    if starts_on < REGULATIONS_2024:
        raise NotAllowed("Code C2 begins on 19 August 2024.")
    ages = [compulsory_school_age(pupil.date_of_birth, day) for day in (starts_on, ends_on)]
    if not all(ages):
        raise NotAllowed("The pupil is not of compulsory school age for the whole time.")
    with record("part_time_agreed", by=by, reason=reason):
        return PartTimeTimetable.objects.create(
            pupil=pupil,
            authority_id=pupil.authority_id,
            school_id=pupil.school_id,
            half_days=sorted(half_days),
            starts_on=starts_on,
            ends_on=ends_on,
            parent=parent.strip(),
            reason=reason.strip(),
            recorded_by_id=by.pk,
            recorded_at=now or timezone.now(),
        )


def stop_part_time(*, by, timetable, on):
    """The pupil is back to full time; `on` was the last day of the part-time timetable."""
    with record("part_time_stopped", by=by):
        if timetable.stopped_on is not None:
            raise NotAllowed("This part-time timetable was ended already.")
        if not timetable.starts_on <= on:
            raise NotAllowed("The last day is before the first.")
        timetable.stopped_on = min(on, timetable.ends_on)
        timetable.save(update_fields=["stopped_on"])
    return timetable
