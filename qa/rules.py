"""What may happen to a visit, when the next is due, and what is still missing."""

import datetime as dt

from providers.rules import months_after
from qa.choices import ActionStatus, Grade, Outcome, Scale, VisitKind, VisitStatus

V = VisitStatus

TRANSITIONS = {
    V.DRAFT: {V.SUBMITTED},
    # Sent back to its lead, or signed off.
    V.SUBMITTED: {V.DRAFT, V.PUBLISHED},
    # Published is published: a new visit corrects it.
    V.PUBLISHED: set(),
}
ACTION_TRANSITIONS = {
    ActionStatus.OPEN: {ActionStatus.ANSWERED, ActionStatus.CLOSED},
    ActionStatus.ANSWERED: {ActionStatus.OPEN, ActionStatus.CLOSED},
    ActionStatus.CLOSED: set(),
}

# Months to the next visit by the grade of the last. Annual is what most authorities do; those in
# between look sooner where more is to be put right (practice.md 3: all providers within a year,
# up to two visits a year, quarterly to monthly monitoring).
ANNUAL_MONTHS = 12
HALF_YEARLY_MONTHS = 6
MONTHLY_MONTHS = 1
MONTHS_TO_NEXT_VISIT = {
    Grade.STRONG: ANNUAL_MONTHS,
    Grade.SOUND: ANNUAL_MONTHS,
    Grade.DEVELOPING: HALF_YEARLY_MONTHS,
    Grade.CONCERN: MONTHLY_MONTHS,
}

# A visit is announced as due this many days before its date.
DUE_SOON_DAYS = 30


# Working days are not counted: a provider has this many days to reply unless the lead says else.
REPLY_DAYS = 10

OUTCOMES_OF = {
    Scale.FOUR: [
        Outcome.MET,
        Outcome.PARTLY_MET,
        Outcome.NOT_YET_MET,
        Outcome.NOT_APPLICABLE,
    ],
    Scale.TWO: [Outcome.MET, Outcome.NOT_YET_MET],
    Scale.VERIFIED: [
        Outcome.VERIFIED,
        Outcome.VERIFIED_WITH_ACTION,
        Outcome.NOT_VERIFIED,
        Outcome.NOT_APPLICABLE,
    ],
}
# Outcomes that leave something to put right.
FALLING_SHORT = [
    Outcome.PARTLY_MET,
    Outcome.NOT_YET_MET,
    Outcome.VERIFIED_WITH_ACTION,
    Outcome.NOT_VERIFIED,
]

# These look at everything; the others at what they came for.
COMPLETE_KINDS = {VisitKind.FULL, VisitKind.DESK_TOP}
# The provider does not learn of these beforehand.
UNANNOUNCED_KINDS = {VisitKind.UNANNOUNCED}


# How many pupils to speak with: one in five, so that a large provider takes a morning and not a
# week, and never so few that what they say tells who they are.
ONE_IN = 5
FEWEST_VOICES, MOST_VOICES = 3, 12


def sample_size(pupils):
    """How many of so many pupils a visit should hear; all of them where they are very few."""
    if pupils <= FEWEST_VOICES:
        return pupils
    return min(max(-(-pupils // ONE_IN), FEWEST_VOICES), MOST_VOICES)


def needed_standards(kind, standards):
    """Those that a visit of this kind must judge: all, those on safeguarding, or none in
    particular."""
    if kind in COMPLETE_KINDS:
        return list(standards)
    if kind == VisitKind.SAFEGUARDING:
        return [each for each in standards if "safe" in each.area.lower()] or list(standards)
    return []


def next_visit_due(visited_on, grade, months=MONTHS_TO_NEXT_VISIT):
    """The day by which the provider is to be visited again."""
    return months_after(visited_on, months[grade])


def due_state(due_on, on, soon_days=DUE_SOON_DAYS):
    """ "overdue", "due_soon" or "" on a date; a provider never visited is due soon."""
    if due_on is None:
        return "due_soon"
    if due_on < on:
        return "overdue"
    return "due_soon" if due_on <= on + dt.timedelta(days=soon_days) else ""


def unjudged(standards, judged_ids):
    """The standards that have no outcome yet, in their order."""
    return [standard for standard in standards if standard.pk not in judged_ids]


def submit_refusal(status, missing, summary, *, visited_on=None, on=None):
    """Why a visit cannot be sent for sign-off, as a sentence; empty when it can."""
    if V.SUBMITTED not in TRANSITIONS[status]:
        return f"A visit that is “{V(status).label.lower()}” cannot be sent for sign-off."
    if on and visited_on > on:
        return "The day of the visit is still to come."
    if missing:
        numbers = ", ".join(standard.number for standard in missing)
        if len(missing) == 1:
            return f"Standard {numbers} has no judgement yet."
        return f"{len(missing)} standards have no judgement yet: {numbers}."
    if not summary.strip():
        return "Write the summary: it is what schools read first."
    return ""


def sign_off_refusal(visit, signer_id, next_due_on, on):
    """Why this person cannot sign the visit off, as a sentence; empty when they can."""
    if V.PUBLISHED not in TRANSITIONS[visit.status]:
        return f"A visit that is “{V(visit.status).label.lower()}” cannot be signed off."
    if signer_id == visit.lead_id:
        return "You led this visit: somebody else must sign it off."
    if signer_id == visit.co_visitor_id:
        return "You made this visit with its lead: somebody else must sign it off."
    if visit.may_be_replied_to(on) and visit.replied_at is None:
        return (
            f"The provider may reply until {visit.reply_by:%-d %B %Y}. Sign off once it has, or"
            " when that day has passed."
        )
    if next_due_on <= visit.visited_on:
        return "The next visit must be due after this one."
    return ""
