import datetime as dt

import pytest
from django.http import QueryDict

from placements import actions
from placements.drafts import DraftForms, answers_of, as_post, clashes
from tests.factories.placements import SlotFactory, slot_input
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory

REASON = {"basis": ["off_site_direction"], "reason": ["sen"]}
PLAN = {
    "strengths": ["Kind."],
    "needs": ["Reading."],
    "strategies": ["Short tasks."],
    "objective-TOTAL_FORMS": ["3"],
    "objective-INITIAL_FORMS": ["0"],
    "objective-0-area": ["attendance"],
    "objective-0-text": ["Attends"],
    "objective-0-baseline": ["62%"],
    "objective-0-target": ["90%"],
    "objective-0-due_on_0": ["12"],
    "objective-0-due_on_1": ["2"],
    "objective-0-due_on_2": ["2027"],
}
WEEK = {
    "activity": ["Animal care"],
    "starts_on_0": ["30"],
    "starts_on_1": ["11"],
    "starts_on_2": ["2026"],
    "planned_end_on_0": ["12"],
    "planned_end_on_1": ["2"],
    "planned_end_on_2": ["2027"],
    "weekly_price": ["270.50"],
    "on_1_am": ["on"],
}


@pytest.fixture
def draft(school_lead, pupil, site):
    answers = {
        "reason": REASON,
        "provider": {"site": [str(site.pk)]},
        "timetable": WEEK,
        "plan": PLAN,
    }
    return actions.start_draft(by=school_lead, pupil=pupil, data=answers)


def test_answers_are_stored_without_the_csrf_token():
    post = QueryDict("csrfmiddlewaretoken=x&a=1&a=2&b=")
    assert answers_of(post) == {"a": ["1", "2"], "b": [""]}


def test_stored_answers_read_as_a_post():
    assert as_post({"a": ["1", "2"], "b": [""]}).getlist("a") == ["1", "2"]
    assert as_post(None) is None


def test_done_steps(draft, school_lead):
    forms = DraftForms(draft, school_lead)
    assert forms.done() == {"reason", "provider", "timetable", "plan"}
    assert forms.is_complete()


@pytest.mark.parametrize("step", ["reason", "timetable", "plan"])
def test_a_step_that_was_never_saved_is_not_done(draft, school_lead, step):
    del draft.data[step]
    forms = DraftForms(draft, school_lead)
    assert forms.done() == {"reason", "provider", "timetable", "plan"} - {step}


def test_without_a_provider_there_is_no_timetable(draft, school_lead):
    del draft.data["provider"]
    forms = DraftForms(draft, school_lead)
    assert forms.timetable() is None
    assert forms.done() == {"reason", "plan"}


def test_a_provider_that_is_no_longer_approved_is_no_answer(draft, school_lead, provider):
    provider.approvals.update(status="suspended")
    assert DraftForms(draft, school_lead).done() == {"reason", "plan"}


def test_request_is_all_steps_together(draft, school_lead, provider, site):
    asked = DraftForms(draft, school_lead).request()
    assert asked.pop("slots") == [slot_input(site, 1, "am")]
    assert asked.pop("plan")["objectives"][0]["due_on"] == dt.date(2027, 2, 12)
    assert asked == {
        "basis": "off_site_direction",
        "reason": "sen",
        "provider": provider,
        "activity": "Animal care",
        "starts_on": dt.date(2026, 11, 30),
        "planned_end_on": dt.date(2027, 2, 12),
        "weekly_price_pence": 27050,
    }


def test_sites_are_of_usable_providers_by_name(draft, school_lead, site, authority):
    able = ProviderFactory(organisation__name="able Tuition")
    ApprovalFactory(authority=authority, provider=able)
    room, closed = SiteFactory(provider=able), SiteFactory(provider=able, is_active=False)
    SiteFactory(provider=ProviderFactory())
    forms = DraftForms(draft, school_lead)
    assert list(forms.sites()) == [room, site]
    assert list(forms.sites("bridge")) == [site]
    assert forms.first_site(able.pk) == room
    assert forms.first_site(None) is None
    assert not closed.is_active


def test_clashes_name_the_half_days_that_are_taken(school_lead, stranger, pupil, placement, site):
    SlotFactory(placement=placement, site=site, weekday=1, session="am")
    SlotFactory(placement=placement, site=site, weekday=2, valid_to=dt.date(2026, 11, 29))
    slots = [slot_input(site, day, half) for day in (1, 2) for half in ("am", "pm")]
    starts_on = dt.date(2026, 11, 30)
    assert clashes(school_lead, pupil, slots, starts_on) == ["Monday morning"]
    assert clashes(school_lead, pupil, slots, dt.date(2026, 11, 29)) == [
        "Monday morning",
        "Tuesday morning",
    ]
    assert clashes(stranger("school_lead"), pupil, slots, starts_on) == []
