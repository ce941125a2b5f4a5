import datetime as dt

import pytest

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome
from apcommission.flags.models import Flag
from apcommission.jobs.models import JobRun
from apcommission.jobs.timetable import JOBS
from apcommission.jobs.work import check_rules, send_messages, tidy_runs
from apcommission.notify.models import Message
from apcommission.notify.outbox import queue
from tests.placements.week import full_time

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def test_check_rules_adds_up_its_rules(provider):
    full_time(provider, sen_provision="E", placement={"review_due_on": dt.date(2026, 11, 1)})
    both = check_rules("registration_needed", "review_overdue")
    with system_scope("nightly"):
        assert both(now=NIGHT, by="nightly") == Outcome(looked_at=2, raised=2)
    assert set(Flag.objects.values_list("rule", flat=True)) == {
        "registration_needed",
        "review_overdue",
    }


def test_send_messages_empties_the_outbox(mailoutbox):
    queue(key="a", to="lead@school.example", subject="Hello", body="Sign in.")
    sent = send_messages(now=dt.datetime.now(dt.UTC), by="send_messages")
    assert sent == Outcome(looked_at=1, updated=1)
    assert [mail.subject for mail in mailoutbox] == ["Hello"]
    assert Message.objects.get().state == "sent"


def test_tidy_runs_keeps_a_month_and_every_failure():
    for days, state in [(29, "done"), (31, "done"), (31, "failed"), (31, "due")]:
        JobRun.objects.create(
            name=f"{state}{days}", period=NIGHT - dt.timedelta(days=days), state=state
        )
    with system_scope("tidy_runs"):
        assert tidy_runs(now=NIGHT, by="tidy_runs") == Outcome(looked_at=4, cleared=1)
    assert set(JobRun.objects.values_list("name", flat=True)) == {"done29", "failed31", "due31"}


def test_tidy_runs_drops_the_minutes_in_which_no_message_waited():
    for hours, looked_at in [(23, 0), (25, 0), (26, 1)]:
        JobRun.objects.create(
            name="send_messages",
            period=NIGHT - dt.timedelta(hours=hours),
            state="done",
            looked_at=looked_at,
        )
    with system_scope("tidy_runs"):
        assert tidy_runs(now=NIGHT, by="tidy_runs").cleared == 1
    assert set(JobRun.objects.values_list("looked_at", flat=True)) == {0, 1}


@pytest.mark.parametrize("job", [job for job in JOBS if not job.own_scope], ids=lambda j: j.name)
def test_every_job_runs_on_an_empty_register(db, job):
    with system_scope(job.name):
        assert job.do(now=NIGHT, by=job.name) == Outcome()
