import datetime as dt
from types import SimpleNamespace

import pytest

from apcommission.documents.kept import FileState
from providers.choices import ApprovalStatus, CheckOutcome
from providers.evidence_rules import (
    EvidenceState,
    date_problem,
    is_expired,
    last_day,
    reminder_due,
    stage_of,
    state_of,
    worst,
)

ON = dt.date(2026, 11, 23)
A, R = CheckOutcome.ACCEPTED, CheckOutcome.RETURNED


def days(number):
    return ON + dt.timedelta(days=number)


def document(expires_on=None, *, file_state=FileState.CLEAN, has_file=True):
    return SimpleNamespace(expires_on=expires_on, file_state=file_state, has_file=has_file)


def requirement(lasts_months=12):
    return SimpleNamespace(lasts_months=lasts_months)


@pytest.mark.parametrize(
    ("given", "outcome", "state"),
    [
        (None, "", EvidenceState.MISSING),
        (document(days(300), file_state=FileState.REFUSED), A, EvidenceState.REFUSED),
        (document(days(-1)), A, EvidenceState.EXPIRED),
        (document(days(300)), R, EvidenceState.RETURNED),
        (document(days(300), file_state=FileState.PENDING), "", EvidenceState.PENDING),
        (document(days(300)), "", EvidenceState.WAITING),
        (
            document(days(300), file_state=FileState.PENDING, has_file=False),
            "",
            EvidenceState.WAITING,
        ),
        (document(days(60)), A, EvidenceState.EXPIRING),
        (document(days(0)), A, EvidenceState.EXPIRING),
        (document(days(61)), A, EvidenceState.VERIFIED),
        (document(None), A, EvidenceState.VERIFIED),
    ],
)
def test_state_of_a_line(given, outcome, state):
    assert state_of(given, outcome, ON) == state


def test_worst_is_what_needs_the_provider_most():
    assert worst([EvidenceState.VERIFIED, EvidenceState.RETURNED, EvidenceState.WAITING]) == (
        EvidenceState.RETURNED
    )


def test_evidence_holds_to_the_end_of_its_last_day():
    assert [is_expired(day, ON) for day in (days(0), days(-1), None)] == [False, True, False]


def test_last_day_is_counted_in_months_where_the_document_names_none():
    assert last_day(requirement(12), dt.date(2026, 2, 28)) == dt.date(2027, 2, 28)
    assert last_day(requirement(None), ON) is None


@pytest.mark.parametrize(
    ("issued_on", "expires_on", "problem"),
    [
        (days(0), days(1), None),
        (days(-300), None, None),
        (days(1), None, ("issued_on", "Date of issue must be today or in the past")),
        (days(0), days(0), ("expires_on", "The last day must be after the date of issue")),
        (days(-9), days(-20), ("expires_on", "The last day must be after the date of issue")),
        (
            days(-400),
            days(-1),
            ("expires_on", "This ran out on 22 Nov 2026. Give one that is in date"),
        ),
        (
            dt.date(2025, 10, 1),
            None,
            (
                "issued_on",
                (
                    "One issued on 1 Oct 2025 ran out on 1 Oct 2026: it holds for 12 months."
                    " Give a newer one, or its own last day"
                ),
            ),
        ),
    ],
)
def test_date_problem_says_what_is_wrong_beside_which_field(issued_on, expires_on, problem):
    assert date_problem(requirement(), issued_on, expires_on, ON) == problem


def test_an_old_document_that_does_not_run_out_is_taken():
    assert date_problem(requirement(None), dt.date(2001, 1, 1), None, ON) is None


@pytest.mark.parametrize(
    ("left", "reminder"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-3, 0)],
)
def test_only_the_nearest_reminder_is_due(left, reminder):
    assert reminder_due(days(left), ON) == reminder


@pytest.mark.parametrize(
    ("ago", "stage"),
    [
        (0, ""),
        (1, ApprovalStatus.CONDITIONAL),
        (27, ApprovalStatus.CONDITIONAL),
        (28, ApprovalStatus.SUSPENDED),
    ],
)
def test_stage_follows_the_days_since_the_last_one(ago, stage):
    assert stage_of(days(-ago), (1, 28), None, ON) == stage


def test_stage_waits_for_the_end_of_the_last_day_whatever_the_setting():
    assert stage_of(ON, (0, 0), None, ON) == ""
    assert stage_of(days(-1), (0, 0), None, ON) == ApprovalStatus.SUSPENDED


def test_a_persons_decision_stands_until_the_next_stage():
    assert stage_of(days(-10), (1, 28), days(-5), ON) == ""
    assert stage_of(days(-28), (1, 28), days(-5), ON) == ApprovalStatus.SUSPENDED
    assert stage_of(days(-28), (1, 28), days(0), ON) == ""
    assert stage_of(days(-10), (1, 28), days(-20), ON) == ApprovalStatus.CONDITIONAL
