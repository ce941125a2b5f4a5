"""What the forms of this app take and refuse; the pages' own tests show them at work."""

import datetime as dt

import pytest
from django.http import QueryDict

from placements import actions
from placements.forms.placement import PlacementAnswerForm, PlacementEndForm, PlacementStartForm
from placements.forms.plan import ObjectiveFormSet, PlanForm, objectives_of, plan_facts
from placements.forms.pupil import PupilChooseForm, PupilForm
from placements.forms.request import ReasonForm, RequestWeekForm, SiteForm
from placements.forms.review import ReviewForm
from placements.forms.timetable import TimetableEditForm, WeekForm
from placements.identifiers import make_upn
from placements.models import Pupil
from providers.models import Site
from tests.factories.placements import PupilFactory, SlotFactory
from tests.factories.placements import plan_facts as facts_of_a_plan
from tests.placements.views.conftest import date_boxes

TODAY = dt.date(2026, 11, 23)
PUPIL = {
    "forename": "Ben",
    "surname": "Ode",
    **date_boxes("date_of_birth", "2012-05-04"),
    "sex": "M",
    "roll": "single",
    "sen_provision": "N",
}


def pupil_form(user, **given):
    return PupilForm(PUPIL | given, user=user, today=TODAY)


def test_pupil_form_of_a_school_asks_for_no_school(school_lead):
    form = pupil_form(school_lead, upn=f" {make_upn('311', 4000, 2016, 1).lower()} ")
    assert form.errors == {}
    assert "school" not in form.fields
    assert form.cleaned_data["upn"] == make_upn("311", 4000, 2016, 1)


def test_pupil_form_of_a_school_takes_no_pupil_on_no_roll(school_lead):
    assert list(pupil_form(school_lead, roll="none").errors) == ["roll"]


@pytest.mark.parametrize(
    ("roll", "has_school", "errors"),
    [
        ("single", True, {}),
        ("none", False, {}),
        ("single", False, {"school": ["Select the home school, or “On no school's roll”"]}),
        ("none", True, {"roll": ["A pupil with a home school is on its roll"]}),
    ],
)
def test_pupil_form_of_the_la_holds_roll_and_school_together(
    officer, school, roll, has_school, errors
):
    form = pupil_form(officer, roll=roll, school=school.pk if has_school else "")
    assert form.errors == errors


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("upn", "A12", "A UPN has 13 characters; this one has 3."),
        ("surname", "", "Enter the last name"),
        ("sex", "", "Select the sex"),
    ],
)
def test_pupil_form_says_what_to_do(school_lead, field, value, message):
    assert pupil_form(school_lead, **{field: value}).errors == {field: [message]}


def test_pupil_form_leaves_the_record_alone(school_lead, pupil):
    form = PupilForm(PUPIL, instance=pupil, user=school_lead, today=TODAY)
    assert form.is_valid()
    assert pupil.name == "Ada Marsh"


def test_pupil_choose_form_draws_those_found_and_takes_any_in_scope(pupil, school):
    other = PupilFactory(school=school)
    pupils = Pupil.objects.all()
    form = PupilChooseForm({"pupil": other.pk}, pupils=pupils, shown=[pupil])
    assert form.fields["pupil"].widget.choices == [(pupil.pk, "Ada Marsh")]
    assert form.is_valid()
    assert PupilChooseForm({}, pupils=pupils, shown=[]).errors == {"pupil": ["Select the pupil"]}


def test_reason_form_takes_only_the_askers_bases():
    form = ReasonForm({"basis": "eotas", "reason": "sen"}, kind="school")
    assert list(form.errors) == ["basis"]
    assert ReasonForm({"basis": "eotas", "reason": "sen"}, kind="authority").is_valid()


def test_site_form_takes_a_site_in_use_only(site):
    sites = Site.objects.active()
    assert SiteForm({"site": site.pk}, sites=sites, shown=[]).is_valid()
    site.is_active = False
    site.save()
    assert not SiteForm({"site": site.pk}, sites=sites, shown=[]).is_valid()
    assert SiteForm({}, sites=sites, shown=[]).errors == {"site": ["Select the provider"]}


def test_week_form_takes_the_sites_times_where_none_is_typed(site):
    form = WeekForm({"on_1_am": "on", "on_5_pm": "on", "starts_5_pm": "1pm"}, site=site)
    assert form.is_valid()
    assert [(s.site, s.name, s.starts_at, s.finishes_at) for s in form.slots()] == [
        (site, "Monday morning", dt.time(9, 30), dt.time(12)),
        (site, "Friday afternoon", dt.time(13), dt.time(15)),
    ]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"x": ""}, {"on_1_am": ["Select at least one half-day"]}),
        (
            {"on_2_pm": "on", "finishes_2_pm": "12:45"},
            {"finishes_2_pm": ["Tuesday afternoon must finish after it starts"]},
        ),
        (
            {"on_2_pm": "on", "finishes_2_pm": "late"},
            {"finishes_2_pm": ["Tuesday afternoon, to: enter a time, like 09:30"]},
        ),
    ],
)
def test_week_form_says_what_to_do(site, given, errors):
    assert WeekForm(given, site=site).errors == errors


def test_week_form_begins_with_the_slots_given(site, placement):
    slot = SlotFactory(placement=placement, site=site, weekday=3, starts_at=dt.time(10))
    form = WeekForm(site=site, slots=[slot])
    ticked = [(day, halves[0][1].value()) for day, halves in form.rows()]
    assert ticked == [
        ("Monday", False),
        ("Tuesday", False),
        ("Wednesday", True),
        ("Thursday", False),
        ("Friday", False),
    ]
    assert form["starts_3_am"].value() == "10:00"


def test_timetable_edit_form_is_for_today_on(site):
    given = {"on_1_am": "on", "site": site.pk, **date_boxes("valid_from", "2026-11-22")}
    sites = Site.objects.all()
    form = TimetableEditForm(given, site=site, sites=sites, today=TODAY)
    assert list(form.errors) == ["valid_from"]
    given |= date_boxes("valid_from", "2026-11-23")
    assert TimetableEditForm(given, site=site, sites=sites, today=TODAY).is_valid()


def test_request_week_form_gives_the_price_in_pence(site):
    given = {
        "on_1_am": "on",
        "activity": "Farm",
        **date_boxes("starts_on", "2026-11-30"),
        **date_boxes("planned_end_on", "2026-11-30"),
    }
    dear = RequestWeekForm(given | {"weekly_price": "£1,250.50"}, site=site)
    assert dear.is_valid()
    assert dear.weekly_price_pence == 125050
    free = RequestWeekForm(given, site=site)
    assert free.is_valid()
    assert free.weekly_price_pence == 0


def test_plan_form_and_objectives_together(school_lead, placement):

    plan = actions.write_plan(by=school_lead, placement=placement, **facts_of_a_plan())
    assert PlanForm.from_plan(plan)["needs"] == "Finds large classes hard."
    assert PlanForm.from_plan(None) == {}
    assert objectives_of(None) == []
    assert objectives_of(plan) == facts_of_a_plan()["objectives"]
    form = PlanForm({"strengths": "a", "needs": "b", "strategies": ""})
    assert form.errors == {"strategies": ["Enter what helps"]}


def test_objectives_that_are_empty_do_not_count():
    data = QueryDict(mutable=True)
    data.update({"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0, "form-1-text": "Attends"})
    data.update({"form-1-area": "attendance", "form-1-baseline": "1", "form-1-target": "2"})
    data.update({f"form-1-{k}": v for k, v in date_boxes("due_on", "2027-02-12").items()})
    formset = ObjectiveFormSet(data)
    assert formset.is_valid()
    words = PlanForm({"strengths": "a", "needs": "b", "strategies": "c"})
    assert words.is_valid()
    assert [o["text"] for o in plan_facts(words, formset)["objectives"]] == ["Attends"]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"answer": "accept"}, {"starts_on": ["Enter the first day"]}),
        ({"answer": "decline"}, {"note": ["Enter the reason why you decline"]}),
        ({"note": "x"}, {"answer": ["Select whether you can take this pupil"]}),
        ({"answer": "decline", "note": "Full."}, {}),
        ({"answer": "accept", **date_boxes("starts_on", "2026-11-30")}, {}),
        (
            {"answer": "accept", "starts_on_0": "31", "starts_on_1": "2", "starts_on_2": "2027"},
            {"starts_on": ["First day must be a real date"]},
        ),
    ],
)
def test_answer_form(given, errors):
    assert PlacementAnswerForm(given).errors == errors


def test_start_and_end_are_not_in_the_future():
    start = PlacementStartForm(date_boxes("on", "2026-11-24"), today=TODAY)
    assert start.errors == {"on": ["Start date must be today or in the past"]}
    end = PlacementEndForm({"reason": "moved", **date_boxes("ended_on", "2026-11-24")}, today=TODAY)
    assert end.errors == {"ended_on": ["Last day must be today or in the past"]}


def test_review_form_of_the_last_review_needs_no_next():
    given = {
        **date_boxes("held_on", "2026-11-20"),
        "attendees": "All",
        "notes": "Good.",
        "outcome": "end",
    }
    assert ReviewForm(given, today=TODAY, may_extend=True).errors == {}
    given["outcome"] = "extend"
    assert ReviewForm(given, today=TODAY, may_extend=True).errors == {
        "extended_to": ["Enter the new end"],
        "next_due_on": ["Enter when the next review is due"],
    }
