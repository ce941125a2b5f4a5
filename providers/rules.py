"""What may happen to an approval, who may be used, and how prices compare."""

import calendar
import datetime as dt
from decimal import Decimal

from providers.choices import ApprovalStatus, KeyStage, PriceUnit, Weekday

A = ApprovalStatus


# No decision of this authority yet.
NOT_LISTED = ""

TRANSITIONS = {
    NOT_LISTED: {A.APPLIED, A.APPROVED, A.CONDITIONAL, A.REFUSED},
    A.APPLIED: {A.APPROVED, A.CONDITIONAL, A.REFUSED},
    # To itself: the conditions or the review date change.
    A.APPROVED: {A.APPROVED, A.CONDITIONAL, A.SUSPENDED, A.REMOVED},
    A.CONDITIONAL: {A.APPROVED, A.CONDITIONAL, A.SUSPENDED, A.REMOVED},
    A.SUSPENDED: {A.APPROVED, A.CONDITIONAL, A.REMOVED},
    A.REFUSED: {A.APPLIED},
    A.REMOVED: {A.APPLIED},
}

USABLE = [A.APPROVED, A.CONDITIONAL]
# A school sees who it may use, and who it may no longer use; not who applied or was refused.
SHOWN_TO_SCHOOLS = [*USABLE, A.SUSPENDED, A.REMOVED]
NEEDS_REASON = {A.CONDITIONAL, A.SUSPENDED, A.REFUSED, A.REMOVED}
BLOCKS_NEW_PLACEMENTS = {A.SUSPENDED, A.REMOVED}
# Whoever stands, or is about to stand, on an authority's list accepts its agreements.
ASKED_TO_ACCEPT = [A.APPLIED, A.APPROVED, A.CONDITIONAL, A.SUSPENDED]

# An approval is looked at again after a year unless the authority says otherwise
# (the annual review of practice.md 3).
REVIEW_MONTHS = 12

# How many half-days one unit of price buys, so that prices can be put in order. A half-day at
# a site is 2.5 hours unless its times say otherwise; a week is ten half-days.
HALF_DAYS_IN = {
    PriceUnit.HOUR: Decimal("0.4"),
    PriceUnit.HOUR_ALONE: Decimal("0.4"),
    PriceUnit.HALF_DAY: Decimal("1"),
    PriceUnit.DAY: Decimal("2"),
    PriceUnit.WEEK: Decimal("10"),
}

# Ages, in years, that each key stage spans: from the age at its start to that at its end.
KEY_STAGE_AGES = {
    KeyStage.KS1: (5, 7),
    KeyStage.KS2: (7, 11),
    KeyStage.KS3: (11, 14),
    KeyStage.KS4: (14, 16),
    KeyStage.KS5: (16, 19),
}


def key_stages_between(age_from, age_to):
    """The key stages that a range of ages reaches into, both ages included."""
    return [
        stage
        for stage, (first, last) in KEY_STAGE_AGES.items()
        if age_from < last and age_to >= first
    ]


def next_statuses(status):
    """What an authority may decide from here, in the order of ApprovalStatus."""
    allowed = TRANSITIONS[status] - {A.APPLIED}
    return [each for each in ApprovalStatus if each in allowed]


def refusal(from_status, to_status, reason, conditions):
    """Why this decision cannot be made, as a sentence; empty when it can."""
    if to_status not in TRANSITIONS[from_status]:
        if from_status == NOT_LISTED:
            return f"A provider that has not applied cannot be {_spoken(to_status)}."
        return f"An approval that is “{_spoken(from_status)}” cannot become “{_spoken(to_status)}”."
    if to_status in NEEDS_REASON and not reason.strip():
        return (
            f"Give the reason: the approval becomes “{_spoken(to_status)}”, and schools read why."
        )
    if to_status == A.CONDITIONAL and not conditions.strip():
        return "Give the conditions that the provider must meet."
    return ""


def _spoken(status):
    return ApprovalStatus(status).label.lower()


def months_after(date, months):
    """The same day of the month so many months later; the last day where there is none."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last))


def half_day_price(pence, unit):
    """The price of a half-day in pence, for putting offers in order only."""
    return Decimal(pence) / HALF_DAYS_IN[unit]


# An entry on which an authority relies changes only when an authority accepts the difference.
RELIED_ON = [A.APPROVED, A.CONDITIONAL, A.SUSPENDED]

# Training of a designated lead or deputy is renewed at least every two years (Keeping children
# safe in education, part two); it is shown as due so many days before.
TRAINING_MONTHS = 24
TRAINING_DUE_DAYS = 60


def training_state(trained_on, on):
    """ "current", "due" or "overdue" on a date; "missing" where no training is recorded."""
    if trained_on is None:
        return "missing"
    ends = months_after(trained_on, TRAINING_MONTHS)
    if on >= ends:
        return "overdue"
    return "due" if on >= ends - dt.timedelta(days=TRAINING_DUE_DAYS) else "current"


def closed_half_days(half_days, opening):
    """Those of the half-days that are not among the opening half-days, in the week's order."""
    return sorted(set(half_days) - set(opening))


def spoken_half_days(half_days):
    """ "Monday to Friday", "Mornings, Monday to Friday" or "Monday, Tuesday morning"."""
    chosen = set(half_days)
    mornings = {day for day in Weekday if f"{day}am" in chosen}
    afternoons = {day for day in Weekday if f"{day}pm" in chosen}
    week = set(Weekday)
    if not afternoons and mornings == week:
        return "Mornings, Monday to Friday"
    if not mornings and afternoons == week:
        return "Afternoons, Monday to Friday"
    if mornings == afternoons == week:
        return "Monday to Friday"
    said = []
    for day in Weekday:
        if day in mornings and day in afternoons:
            said.append(day.label)
        elif day in mornings or day in afternoons:
            said.append(f"{day.label} {'morning' if day in mornings else 'afternoon'}")
    return ", ".join(said)
