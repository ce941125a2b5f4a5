import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from placements.models import SupportPlan
from tests.placements.views.conftest import date_boxes

WORDS = {"strengths": "Kind.", "needs": "Reading.", "strategies": "Short tasks."}
NO_OBJECTIVES = {"objective-TOTAL_FORMS": 3, "objective-INITIAL_FORMS": 0}
OBJECTIVE = {
    "objective-0-area": "attainment",
    "objective-0-text": "Reads aloud",
    "objective-0-baseline": "Age 8",
    "objective-0-target": "Age 9",
    **date_boxes("objective-0-due_on", "2027-03-26"),
}


@pytest.fixture
def page(placement):
    return reverse("placements:plan_edit", args=[placement.pk])


def test_plan_edit_begins_with_the_last_version(web, school_lead, page, plan):
    response = web(school_lead).get(page)
    assert response.context["form"]["needs"].value() == "Finds large classes hard."
    assert response.context["formset"][0]["baseline"].value() == "62%"
    assert "This becomes version 2." in response.content.decode()


def test_plan_edit_writes_the_next_version(web, school_lead, page, placement, plan):
    response = web(school_lead).post(page, WORDS | NO_OBJECTIVES | OBJECTIVE)
    assert response.url == placement.get_absolute_url()
    newest = SupportPlan.objects.of(placement).newest_first().first()
    assert (newest.version, newest.needs) == (2, "Reading.")
    assert [o.text for o in newest.objectives.all()] == ["Reads aloud"]
    assert SupportPlan.objects.get(version=1).needs == "Finds large classes hard."


def test_plan_edit_keeps_an_objective_that_did_not_change(web, school_lead, page, plan):
    unchanged = {
        "objective-TOTAL_FORMS": 4,
        "objective-INITIAL_FORMS": 1,
        "objective-0-area": "attendance",
        "objective-0-text": "Attends every week",
        "objective-0-baseline": "62%",
        "objective-0-target": "90%",
        **date_boxes("objective-0-due_on", "2027-02-12"),
    }
    web(school_lead).post(page, WORDS | unchanged)
    newest = SupportPlan.objects.newest_first().first()
    assert (newest.version, newest.objectives.count()) == (2, 1)


def test_plan_edit_drops_an_objective_that_was_emptied(web, school_lead, page, plan):
    emptied = {f"objective-0-{name}": "" for name in ("area", "text", "baseline", "target")}
    second = {key.replace("-0-", "-1-"): value for key, value in OBJECTIVE.items()}
    forms = {"objective-TOTAL_FORMS": 4, "objective-INITIAL_FORMS": 1}
    web(school_lead).post(page, WORDS | forms | emptied | second)
    newest = SupportPlan.objects.newest_first().first()
    assert [objective.text for objective in newest.objectives.all()] == ["Reads aloud"]


def test_plan_edit_asks_for_an_objective(web, school_lead, page):
    response = web(school_lead).post(page, WORDS | NO_OBJECTIVES)
    assert response.context["formset"].errors[0] == {"text": ["Enter at least one objective"]}
    assert SupportPlan.objects.count() == 0
    assert "Short tasks." in response.content.decode()


@pytest.mark.capability("F046")
def test_plan_edit_takes_no_objective_that_cannot_be_measured(web, school_lead, page):
    half = {"objective-1-text": "Behaves"}
    response = web(school_lead).post(page, WORDS | NO_OBJECTIVES | OBJECTIVE | half)
    assert response.context["formset"].errors[1] == {
        "area": ["Select the area"],
        "baseline": ["Enter the baseline"],
        "target": ["Enter the target"],
        "due_on": ["Enter the target date"],
    }
    assert SupportPlan.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("commissioner", 200),
        ("officer", 200),
        ("school_lead", 200),
        ("provider_lead", 403),
        ("finance_officer", 403),
        ("school_attendance", 403),
    ],
)
def test_plan_edit_by_role(request, web, page, who, status):
    assert web(request.getfixturevalue(who)).get(page).status_code == status


def test_plan_edit_is_not_found_by_a_stranger(web, stranger, page):
    assert web(stranger(Role.SCHOOL_LEAD)).get(page).status_code == 404
