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
    today = timezone.localdate()
    limits = limits_of(thresholds_for(REGISTRATION_NEEDED, pupil.authority_id, today))
    only_here = _is_only_education(pupil, provider, starts_on)
    agreed = TimetableSlot.objects.agreed().in_force(starts_on)
    already = list(agreed.filter(pupil=pupil, provider=provider))
    if _is_full_time(already, only_here, limits):
        return ""
    if not _is_full_time([*already, *slots], only_here, limits):
        return ""
    count = _count(provider, starts_on, today)
    reasons = _reasons(count, pupil, limits)
    if reasons:
        return f"This placement would be {provider}’s {reasons}. {ADVICE.format(**limits)}"
    if count.full_time + 2 == limits["pupils"]:
        which = ordinal(count.full_time + 1)
        return f"This placement would be {provider}’s {which} full-time pupil. {ONE_SHORT}"
    return ""


def _is_full_time(slots, only_here, limits):
    minutes = weekly_minutes(slots)
    return minutes > limits["hours"] * 60 or (only_here and minutes > 0)


def _is_only_education(pupil, provider, on):
    elsewhere = Placement.objects.of_pupil(pupil).exclude(provider=provider)
    runs = elsewhere.filter(
        status__in=[Status.AGREED, *LIVE], starts_on__lte=on, planned_end_on__gte=on
    )
    return pupil.roll == Roll.NONE and not runs.exists()


def _count(provider, on, today):
    rows = registration_counts(on=on, today=today, provider=provider)
    everybody = [row for row in rows if row.authority_id is None]
    return everybody[0] if everybody else Count(provider.pk, None, 0, 0, 0, 0, 0)


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
