import datetime as dt

import pytest
import time_machine

from apcommission.accounts.scope import system_scope
from apcommission.flags import engine
from apcommission.jobs.rules import RULES
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.terms import half_terms_of

# A Monday in term; the morning cut-off and the half hour after it have passed.
NOW = dt.datetime(2026, 11, 23, 10, 40, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def judge(db):
    """`judge()` runs every flag rule as the jobs do."""

    def run_all(now=NOW):
        with system_scope("jobs"):
            for rule in RULES:
                engine.run(rule, now=now, by="jobs")

    return run_all


@pytest.fixture
def day(clock, judge, authority, school, slot, provider):
    """A morning: a register missing, a review overdue, one due next week, a request waiting.

    Gives the four placements by those names; `slot` is the session of the missing register.
    """
    half_terms_of(authority)
    # Visited lately, so that no visit is due.
    provider.approvals.update(
        qa_grade="sound", qa_visited_on=dt.date(2026, 9, 7), qa_next_due_on=dt.date(2027, 9, 7)
    )

    def place(surname, **fields):
        pupil = PupilFactory(school=school, forename="Kit", surname=surname)
        return PlacementFactory(pupil=pupil, provider=provider, **fields)

    found = {
        "missing": slot.placement,
        "overdue": place("Overdue", review_due_on=dt.date(2026, 11, 13)),
        "soon": place("Soon", review_due_on=dt.date(2026, 11, 30)),
        "request": place("Asked", status="requested", starts_on=dt.date(2026, 12, 7)),
    }
    judge()
    return found
