"""A real worker and a real beat, on a real Redis and the worker's own database login."""

import datetime as dt
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from apcommission.flags.models import Flag
from apcommission.jobs.models import JobRun
from apcommission.notify.models import Message
from apcommission.notify.outbox import queue
from tests.factories.placements import PlacementFactory
from tests.factories.providers import ApprovalFactory
from tests.notify.post import running_post

WAIT_SECONDS = 90


def database_url():
    """The worker's login, on the test database."""
    url = urlsplit(os.environ.get("WORKER_DATABASE_URL", os.environ["DATABASE_URL"]))
    return url._replace(path="/" + connection.settings_dict["NAME"]).geturl()


@pytest.fixture
def post():
    with running_post() as post:
        yield post


@pytest.fixture
def worker_and_beat(tmp_path, post):
    """Both processes, as production runs them but for the seconds between two plans."""
    redis = urlsplit(settings.CELERY_BROKER_URL)
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis._replace(path="/15").geturl(),
        "APR_PLAN_SECONDS": "1",
        "APR_BEAT_FILE": str(tmp_path / "beat"),
        "APR_SMTP_HOST": "127.0.0.1",
        "APR_SMTP_PORT": str(post.port),
    }
    celery = [sys.executable, "-m", "celery", "-A", "apcommission.celery"]
    commands = [
        [*celery, "worker", "--pool", "solo", "--without-gossip", "--without-mingle"],
        [*celery, "beat", "--pidfile", ""],
    ]
    log = (tmp_path / "log").open("w")
    processes = [
        subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        for command in commands
    ]
    yield tmp_path / "log"
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=30)
    log.close()


@pytest.mark.django_db(transaction=True)
def test_beat_wakes_the_worker_which_plans_runs_and_sends(worker_and_beat, post):
    placement = PlacementFactory(review_due_on=dt.date(2026, 9, 30))
    # Approved and visited lately, so that nothing else is owed.
    ApprovalFactory(
        authority=placement.authority,
        provider=placement.provider,
        qa_grade="sound",
        qa_visited_on=timezone.localdate(),
        qa_next_due_on=timezone.localdate() + dt.timedelta(days=365),
    )
    queue(key="hello", to="lead@school.example", subject="A review is overdue", body="Sign in.")
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if post.received and Flag.objects.exists():
            break
        time.sleep(0.2)
    assert len(post.received) == 1, worker_and_beat.read_text()
    assert list(Flag.objects.values_list("rule", "for_school")) == [("review_overdue", True)]
    assert Message.objects.get().state == "sent"
    assert set(JobRun.objects.done().of("reviews").values_list("raised", "attempts")) == {(1, 1)}
