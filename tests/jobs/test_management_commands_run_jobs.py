"""manage.py run_jobs"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apcommission.flags.models import Flag
from apcommission.jobs.models import JobRun
from apcommission.jobs.timetable import JOBS
from tests.factories.placements import SlotFactory
from tests.factories.terms import half_terms_of
from tests.placements.week import full_time

pytestmark = pytest.mark.django_db


def run_jobs(*args, **options):
    out = StringIO()
    call_command("run_jobs", *args, stdout=out, **options)
    return out.getvalue().splitlines()


def test_runs_everything_that_is_due_at_the_instant(placement, authority):
    half_terms_of(authority)
    SlotFactory(placement=placement)
    full_time(placement.provider, authority=authority, sen_provision="E")
    lines = run_jobs(at="2026-11-23T10:34")
    found = "missing_registers 23 Nov 2026 10:30: done, looked at 3, raised 3"
    assert [line.startswith(found) for line in lines].count(True) == 1
    assert {run.name for run in JobRun.objects.done()} == {job.name for job in JOBS}
    assert set(Flag.objects.values_list("rule", flat=True)) == {
        "register_missing",
        "registration_needed",
        "visit_overdue",
    }
    assert run_jobs(at="2026-11-23T10:34") == []


def test_runs_only_the_jobs_named(db):
    [line] = run_jobs("reviews", at="2026-11-23T10:34:00+00:00")
    assert line == ("reviews 23 Nov 2026 02:00: done, looked at 0, raised 0, updated 0, cleared 0")


@pytest.mark.parametrize(
    ("args", "options", "sentence"),
    [
        (["no_such_job"], {}, "There is no job no_such_job"),
        ([], {"at": "yesterday"}, "--at must be like"),
    ],
)
def test_refuses_what_it_does_not_know(db, args, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run_jobs(*args, **options)


def test_says_when_a_job_failed(db):
    JobRun.objects.create(name="of_old", period="2026-11-23T02:00:00Z")
    with pytest.raises(CommandError, match="A job failed"):
        run_jobs()
