"""An authority's own thresholds: seen, changed from a day on, and obeyed by the flags."""

import pytest

from apcommission.flags.models import Flag, Threshold
from tests.factories.flags import ThresholdFactory
from tests.placements.week import full_time
from tests.reports.pages import main_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/thresholds/"
HOURS = "/thresholds/registration_needed/hours/"


def answers(value="15", day="23", reason="Our LA follows 15 hours"):
    return {
        "value": value,
        "in_force_from_0": day,
        "in_force_from_1": "11",
        "in_force_from_2": "2026",
        "reason": reason,
    }


def test_threshold_list_shows_what_holds_today(web, commissioner, authority):
    ThresholdFactory(authority=authority, rule="register_missing", name="am_cut_off", value="10:45")
    ThresholdFactory(rule="review_overdue", name="days_more", value="99", reason="Canary")
    text = main_text(web(commissioner).get(LIST))
    assert "Morning cut-off 10:45" in text
    assert "Afternoon cut-off 14:30" in text
    assert "Full-time is more than this many hours a week 18" in text
    assert "1 Sep 2026 Register missing: Morning cut-off 10:45 Decided by the LA" in text
    assert "Canary" not in text


@pytest.mark.capability("F002")
def test_threshold_set_changes_what_the_next_run_flags(
    web, commissioner, authority, provider, judge
):
    full_time(provider, authority=authority, hours=16, sen_provision="E")
    client = web(commissioner)
    assert "It is 18 now. Until somebody sets it, it is 18." in main_text(client.get(HOURS))
    judge()
    assert Flag.objects.of_rule("registration_needed").count() == 0
    assert client.post(HOURS, answers()).url == LIST
    judge()
    assert Flag.objects.of_rule("registration_needed").count() == 1
    threshold = Threshold.objects.get()
    assert (threshold.authority, threshold.set_by.name) == (authority, "Carol Reyes")


@pytest.mark.capability("F016")
def test_threshold_set_of_a_cut_off(web, commissioner, slot, authority, judge, day):
    web(commissioner).post(
        "/thresholds/register_missing/am_cut_off/", answers("11:00", reason="Buses run late")
    )
    judge()
    assert Flag.objects.open().of_rule("register_missing").count() == 0


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (answers(value="many"), "must be a number of hours"),
        (answers(value=""), "Enter"),
        (answers(reason=""), "Answer “Why does it change?”"),
        (answers(day="45"), "must be"),
    ],
)
def test_threshold_set_is_refused(web, commissioner, given, problem):
    text = main_text(web(commissioner).post(HOURS, given))
    assert "There is a problem" in text
    assert problem in text
    assert Threshold.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/thresholds/registration_needed/no_such/",
        "/thresholds/no_such/hours/",
        "/thresholds/registration_near/hours/",
    ],
)
def test_threshold_set_of_what_is_not_there(web, commissioner, path):
    assert web(commissioner).get(path).status_code == 404


@pytest.mark.parametrize("role", ["officer", "finance_officer", "school_lead", "provider_lead"])
def test_thresholds_are_forbidden_to(web, request, role):
    client = web(request.getfixturevalue(role))
    assert [client.get(path).status_code for path in (LIST, HOURS)] == [403, 403]
    assert client.post(HOURS, answers()).status_code == 403
