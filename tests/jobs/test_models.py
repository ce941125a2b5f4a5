import datetime as dt

import pytest
from django.db import IntegrityError

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.jobs.models import JobRun
from tests.factories.accounts import member

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def run(name="reviews", days=0, **fields):
    return JobRun.objects.create(name=name, period=NIGHT + dt.timedelta(days=days), **fields)


def test_one_run_a_period():
    run()
    with pytest.raises(IntegrityError):
        run()


def test_visible_to_authorities_only():
    run()
    seen = {}
    for role in (Role.COMMISSIONER, Role.OFFICER):
        user = member(role)
        with database_scope(user.membership):
            seen[role] = JobRun.objects.visible_to(user).count()
    school = member(Role.SCHOOL_LEAD)
    seen[Role.SCHOOL_LEAD] = JobRun.objects.visible_to(school).count()
    assert seen == {Role.COMMISSIONER: 1, Role.OFFICER: 1, Role.SCHOOL_LEAD: 0}


def test_latest_of_each_leaves_out_what_has_not_begun():
    run(state="done")
    last = run(days=1, state="failed")
    run(days=2)
    other = run("registration", state="running")
    assert set(JobRun.objects.latest_of_each()) == {last, other}
    assert list(JobRun.objects.of("reviews").newest_first())[1] == last
    assert list(JobRun.objects.failed()) == [last]


def test_seconds():
    unfinished = run(started_at=NIGHT)
    finished = run(days=1, started_at=NIGHT, finished_at=NIGHT + dt.timedelta(seconds=90))
    assert (unfinished.seconds, finished.seconds) == (None, 90)
    assert str(finished) == "reviews for 24 Nov 2026 02:00"
