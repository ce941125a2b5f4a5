"""What may happen to a visit, when the next is due, and what is still missing."""

import datetime as dt

from providers.rules import months_after
from qa.choices import ActionStatus, Grade, VisitStatus

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


def next_visit_due(visited_on, grade):
    """The day by which the provider is to be visited again."""
    return months_after(visited_on, MONTHS_TO_NEXT_VISIT[grade])


def due_state(due_on, on):
    """ "overdue", "due_soon" or "" on a date; a provider never visited is due soon."""
    if due_on is None:
        return "due_soon"
    if due_on < on:
        return "overdue"
    return "due_soon" if due_on <= on + dt.timedelta(days=DUE_SOON_DAYS) else ""


def unjudged(standards, judged_ids):
    """The standards that have no outcome yet, in their order."""
    return [standard for standard in standards if standard.pk not in judged_ids]


def submit_refusal(status, missing, summary):
    """Why a visit cannot be sent for sign-off, as a sentence; empty when it can."""
    if V.SUBMITTED not in TRANSITIONS[status]:
        return f"A visit that is “{V(status).label.lower()}” cannot be sent for sign-off."
    if missing:
        numbers = ", ".join(standard.number for standard in missing)
        if len(missing) == 1:
            return f"Standard {numbers} has no judgement yet."
        return f"{len(missing)} standards have no judgement yet: {numbers}."
    if not summary.strip():
        return "Write the summary: it is what schools read first."
    return ""


def sign_off_refusal(status, lead_id, signer_id, visited_on, next_due_on):
    """Why this person cannot sign the visit off, as a sentence; empty when they can."""
    if V.PUBLISHED not in TRANSITIONS[status]:
        return f"A visit that is “{V(status).label.lower()}” cannot be signed off."
    if lead_id == signer_id:
        return "You led this visit: somebody else must sign it off."
    if next_due_on <= visited_on:
        return "The next visit must be due after this one."
    return ""
