import datetime as dt

import pytest

from apcommission.jobs.models import JobRun
from tests.reports.pages import main_text, queries_of

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def run(name="reviews", days=0, **fields):
    started = NIGHT + dt.timedelta(days=days)
    return JobRun.objects.create(name=name, period=started, started_at=started, **fields)


@pytest.mark.capability("F136")
def test_job_list_shows_the_last_run_its_duration_and_what_it_did(web, commissioner):
    run(days=-1, state="done", raised=99)
    run(
        state="done",
        finished_at=NIGHT + dt.timedelta(seconds=2.25),
        looked_at=1250,
        raised=7,
        updated=3,
        cleared=2,
    )
    text = main_text(web(commissioner).get("/jobs/"))
    assert "Overdue reviews Done 23 Nov 2026, 02:00 2.3 s 1,250 7 3 2" in text
    assert "Registration watch Has not run yet" in text
    assert "All runs, newest first" in text
    assert text.count("Overdue reviews") == 3


@pytest.mark.capability("F136")
def test_job_list_shows_failures(web, commissioner):
    run(state="failed", problem="RuntimeError: The disk is full.", attempts=3)
    text = main_text(web(commissioner).get("/jobs/"))
    assert "Overdue reviews, 23 Nov 2026, 02:00: RuntimeError: The disk is full. (3 tries)" in text


def test_job_list_of_a_fresh_register(web, commissioner):
    text = main_text(web(commissioner).get("/jobs/"))
    assert "No job has run yet." in text
    assert "Failures" not in text


def test_job_list_names_a_job_that_is_no_more(web, commissioner):
    run("of_old", state="done")
    assert "of_old Done" in main_text(web(commissioner).get("/jobs/"))


def test_job_list_leaves_out_the_minutes_in_which_no_message_waited(web, commissioner):
    run("send_messages", state="done")
    run("send_messages", days=-1, state="done", looked_at=2)
    text = main_text(web(commissioner).get("/jobs/"))
    assert text.count("Send messages") == 2
    assert "Send messages Done 22 Nov 2026, 02:00" in text


def test_job_list_has_pages(web, commissioner):
    for day in range(51):
        run(days=-day, state="done")
    text = main_text(web(commissioner).get("/jobs/", {"page": 2}))
    assert text.count("Overdue reviews") == 2


def test_job_list_costs_the_same_with_one_run_and_three(web, commissioner):
    counts = []
    for days in (0, 1, 2):
        run(days=days, state="failed")
        counts.append(queries_of(web(commissioner), "/jobs/"))
    assert counts[0] == counts[2]


@pytest.mark.parametrize(
    "role",
    [
        "officer",
        "finance_officer",
        "school_lead",
        "provider_lead",
        "provider_staff",
        "forum_member",
    ],
)
def test_job_list_is_forbidden_to(web, request, role):
    assert web(request.getfixturevalue(role)).get("/jobs/").status_code == 403
