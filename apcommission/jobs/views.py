"""The job page: what the register does by itself, and how it went."""

from django.core.paginator import Paginator
from django.shortcuts import render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.jobs.models import JobRun
from apcommission.jobs.timetable import JOBS, job_named

PAGE = 50
FAILURES = 20


@allow(P.JOB_VIEW)
def job_list(request):
    runs = JobRun.objects.visible_to(request.user)
    last = {run.name: run for run in runs.latest_of_each()}
    page = Paginator(runs.begun().without_quiet_minutes().newest_first(), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "last": [(job.label, last.get(job.name)) for job in JOBS],
        "failures": labelled(runs.failed().newest_first()[:FAILURES]),
        "page": page,
        "runs": labelled(page),
    }
    return render(request, "jobs/job_list.html", context)


def labelled(runs):
    """[(the job's label, run)]; the name stands in for a job that is no more."""
    return [(job.label if (job := job_named(run.name)) else run.name, run) for run in runs]
