"""Judgements about evidence: its state on a day, when it runs out, who is reminded, and what
follows from evidence that has run out. Pure functions of values and a given date."""

import datetime as dt

from django.db.models import TextChoices

from apcommission.documents.kept import FileState
from providers.choices import ApprovalStatus, CheckOutcome
from providers.rules import months_after

# Days before the last day on which both sides are reminded; 0 is the last day itself.
REMINDERS = (60, 30, 7, 0)
SOON = dt.timedelta(days=60)


class EvidenceState(TextChoices):
    """How one line of a checklist stands, the worst first."""

    MISSING = "missing", "Missing"
    REFUSED = "refused", "File refused"
    EXPIRED = "expired", "Expired"
    RETURNED = "returned", "Sent back"
    PENDING = "pending", "Being checked for viruses"
    WAITING = "waiting", "Waiting for a check"
    EXPIRING = "expiring", "Runs out soon"
    VERIFIED = "verified", "Verified"


E = EvidenceState
# In these the provider has to act.
TO_DO = {E.MISSING, E.REFUSED, E.EXPIRED, E.RETURNED}
_ORDER = list(EvidenceState)


def state_of(document, outcome, on):
    """The state of a line on a day. `document`: the newest given, or None. `outcome`: of the
    authority's last look at it; "" when it has not looked."""
    if document is None:
        return E.MISSING
    if document.file_state == FileState.REFUSED:
        return E.REFUSED
    if is_expired(document.expires_on, on):
        return E.EXPIRED
    if outcome == CheckOutcome.RETURNED:
        return E.RETURNED
    if document.has_file and document.file_state == FileState.PENDING:
        return E.PENDING
    if outcome != CheckOutcome.ACCEPTED:
        return E.WAITING
    if document.expires_on and document.expires_on - on <= SOON:
        return E.EXPIRING
    return E.VERIFIED


def worst(states):
    return min(states, key=_ORDER.index)


def is_expired(expires_on, on):
    """Evidence holds to the end of its last day."""
    return expires_on is not None and expires_on < on


def last_day(requirement, issued_on):
    """The last day of evidence that names none itself; None where it does not run out."""
    if requirement.lasts_months is None:
        return None
    return months_after(issued_on, requirement.lasts_months)


def date_problem(requirement, issued_on, expires_on, on):
    """(field, sentence) when the dates of a document cannot be; None when they can."""
    if issued_on > on:
        return "issued_on", "Date of issue must be today or in the past"
    if expires_on and expires_on <= issued_on:
        return "expires_on", "The last day must be after the date of issue"
    if expires_on and is_expired(expires_on, on):
        return "expires_on", f"This ran out on {spoken(expires_on)}. Give one that is in date"
    if expires_on is None:
        last = last_day(requirement, issued_on)
        if is_expired(last, on):
            return "issued_on", (
                f"One issued on {spoken(issued_on)} ran out on {spoken(last)}: it holds for"
                f" {requirement.lasts_months} months. Give a newer one, or its own last day"
            )
    return None


def reminder_due(expires_on, on):
    """Which reminder stands on a day: 60, 30, 7 or 0; None while there is time.

    Only the nearest: after a stop nobody gets three at once.
    """
    left = (expires_on - on).days
    return next((days for days in reversed(REMINDERS) if left <= days), None)


def stage_of(expires_on, limits, decided_on, on):
    """What evidence that ran out does to an approval on a day: "", conditional or suspended.

    `limits`: days after the last day, (conditional, suspended). A decision that a person took on
    or after the day of a stage stands until the next one.
    """
    reached = ""
    stages = zip((ApprovalStatus.CONDITIONAL, ApprovalStatus.SUSPENDED), limits, strict=True)
    for status, days in stages:
        day = expires_on + dt.timedelta(days=days)
        if is_expired(expires_on, on) and day <= on and (decided_on is None or decided_on < day):
            reached = status
    return reached


def spoken(date):
    return f"{date.day} {date:%b %Y}"
