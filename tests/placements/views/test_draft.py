import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from placements.choices import Roll, Status
from placements.models import Placement, PlacementDraft, SupportPlan, TimetableSlot
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory
from tests.placements.views.conftest import date_boxes
from tests.placements.views.test_plan import NO_OBJECTIVES, OBJECTIVE, WORDS

REQUEST = reverse("placements:placement_request")
REASON = {"basis": "off_site_direction", "reason": "behaviour"}
WEEK = {
    "activity": "Animal care",
    **date_boxes("starts_on", "2026-11-30"),
    **date_boxes("planned_end_on", "2027-02-12"),
    "weekly_price": "270.50",
    "on_1_am": "on",
    "starts_1_am": "09:45",
    "finishes_1_am": "12:00",
    "on_4_pm": "on",
}
PLAN = WORDS | NO_OBJECTIVES | OBJECTIVE


def step(name, draft):
    return reverse(f"placements:draft_{name}", args=[draft.pk])


@pytest.fixture
def draft(web, school_lead, pupil):
    web(school_lead).post(REQUEST, {"pupil": pupil.pk})
    return PlacementDraft.objects.get()


@pytest.fixture
def full(web, school_lead, draft, site):
    client = web(school_lead)
    client.post(step("reason", draft), REASON)
    client.post(step("provider", draft), {"site": site.pk})
    client.post(step("timetable", draft), WEEK)
    client.post(step("plan", draft), PLAN)
    draft.refresh_from_db()
    return draft


def shown(response):
    return [label for _, label in response.context["form"].fields["pupil"].widget.choices]


def test_request_lists_the_pupils_in_scope(web, school_lead, pupil, school):
    PupilFactory(school=school, forename="Bo", surname="Adair")
    PupilFactory(school=SchoolFactory(authority=school.authority), surname="Nextdoor")
    client = web(school_lead)
    assert shown(client.get(REQUEST)) == ["Bo Adair", "Ada Marsh"]
    assert shown(client.get(REQUEST, {"name": "mar"})) == ["Ada Marsh"]
    assert shown(client.get(REQUEST, {"pupil": pupil.pk})) == ["Ada Marsh"]


def test_request_begins_a_draft(draft, pupil, school, school_lead):
    assert (draft.pupil, draft.organisation, draft.person_id) == (pupil, school, school_lead.pk)


def test_request_takes_no_pupil_of_another_school(web, school_lead, authority):
    other = PupilFactory(school=SchoolFactory(authority=authority))
    response = web(school_lead).post(REQUEST, {"pupil": other.pk})
    assert list(response.context["form"].errors) == ["pupil"]
    assert PlacementDraft.objects.count() == 0


def test_request_from_the_catalogue_has_the_provider(web, school_lead, pupil, provider, site):
    client = web(school_lead)
    page = client.get(REQUEST, {"provider": provider.pk}).content.decode()
    assert f'name="provider" value="{provider.pk}"' in page
    client.post(REQUEST, {"pupil": pupil.pk, "provider": provider.pk})
    assert PlacementDraft.objects.get().data == {"provider": {"site": [str(site.pk)]}}


def test_detail_lists_what_is_left(web, school_lead, draft):
    response = web(school_lead).get(draft.get_absolute_url())
    assert [(t["title"], bool(t["url"]), t.get("done")) for t in response.context["tasks"]] == [
        ("Reason and basis in law", True, False),
        ("Provider and site", True, False),
        ("Dates and timetable", False, False),
        ("Support plan and objectives", True, False),
        ("Check your answers and send", False, None),
    ]


def test_detail_when_everything_is_answered(web, school_lead, full):
    response = web(school_lead).get(full.get_absolute_url())
    assert [t.get("done") for t in response.context["tasks"]] == [True, True, True, True, None]
    assert response.context["tasks"][-1]["url"] == step("check", full)


def test_each_step_shows_what_was_saved(web, school_lead, full, site):
    client = web(school_lead)
    assert client.get(step("reason", full)).context["form"]["basis"].value() == (
        "off_site_direction"
    )
    assert client.get(step("provider", full)).context["form"]["site"].value() == str(site.pk)
    timetable = client.get(step("timetable", full)).context["form"]
    assert timetable["starts_1_am"].value() == "09:45"
    assert 'value="Reads aloud"' in client.get(step("plan", full)).content.decode()


def test_reason_offers_the_bases_of_the_asker(web, school_lead, officer, draft, authority):
    bases = web(school_lead).get(step("reason", draft)).context["form"].fields["basis"].choices
    assert [value for value, _ in bases] == ["off_site_direction", "school_arranged", "suspension"]
    child = PupilFactory(school=None, authority=authority, roll=Roll.NONE)
    client = web(officer)
    client.post(REQUEST, {"pupil": child.pk})
    own = PlacementDraft.objects.get(pupil=child)
    bases = client.get(step("reason", own)).context["form"].fields["basis"].choices
    assert [value for value, _ in bases][0] == "permanent_exclusion"


def test_provider_offers_those_that_the_authority_approves(
    web, school_lead, draft, site, other_authority, authority
):
    suspended = ProviderFactory()
    ApprovalFactory(authority=authority, provider=suspended, status="suspended")
    elsewhere = ProviderFactory()
    ApprovalFactory(authority=other_authority, provider=elsewhere)
    for provider in (suspended, elsewhere):
        SiteFactory(provider=provider)
    response = web(school_lead).get(step("provider", draft))
    assert response.context["shown"] == [site]
    assert web(school_lead).get(step("provider", draft), {"name": "zoo"}).context["shown"] == []


def test_timetable_waits_for_the_provider(web, school_lead, draft):
    response = web(school_lead).get(step("timetable", draft))
    assert response.url == step("provider", draft)


def test_timetable_begins_with_the_sites_times(web, school_lead, draft, site):
    site.am_starts_at = dt.time(9, 15)
    site.save()
    client = web(school_lead)
    client.post(step("provider", draft), {"site": site.pk})
    form = client.get(step("timetable", draft)).context["form"]
    assert form["starts_3_am"].value() == "09:15"


def test_timetable_keeps_what_was_typed_on_an_error(web, school_lead, draft, site):
    client = web(school_lead)
    client.post(step("provider", draft), {"site": site.pk})
    wrong = WEEK | {"activity": "Farm work", "starts_1_am": "13:00"}
    wrong |= date_boxes("planned_end_on", "2026-11-29")
    response = client.post(step("timetable", draft), wrong)
    assert response.context["form"].errors == {
        "planned_end_on": ["The planned end must be after the start"],
        "finishes_1_am": ["Monday morning must finish after it starts"],
    }
    assert 'value="Farm work"' in response.content.decode()


def test_check_shows_the_answers(web, school_lead, full):
    page = web(school_lead).get(step("check", full)).content.decode()
    for words in ("Bridge Farm, Main yard", "Animal care", "£270.50", "4 hours 30 minutes"):
        assert words in page


def test_check_is_not_shown_before_the_end(web, school_lead, draft):
    response = web(school_lead).get(step("check", draft))
    assert response.url == draft.get_absolute_url()
    assert web(school_lead).post(step("check", draft)).url == draft.get_absolute_url()
    assert Placement.objects.count() == 0


def test_check_warns_of_a_half_day_that_is_taken(web, school_lead, full, placement, site):
    SlotFactory(placement=placement, site=site, weekday=1, session="am")
    response = web(school_lead).get(step("check", full))
    assert response.context["clashes"] == ["Monday morning"]


def test_check_warns_before_a_provider_must_register(web, school_lead, full):
    full.pupil.sen_provision = "E"
    full.pupil.save()
    week = WEEK | {f"on_{day}_{half}": "on" for day in range(1, 6) for half in ("am", "pm")}
    client = web(school_lead)
    client.post(step("timetable", full), week)
    page = client.get(step("check", full)).content.decode()
    assert "This placement would be Bridge Farm’s 1st full-time pupil with an EHC plan" in page


@pytest.mark.capability("F038")
def test_sending_requests_the_placement(web, school_lead, full, pupil, provider):
    response = web(school_lead).post(step("check", full))
    placement = Placement.objects.get()
    assert response.url == placement.get_absolute_url()
    assert (placement.status, placement.pupil, placement.provider) == (
        Status.REQUESTED,
        pupil,
        provider,
    )
    assert (placement.reason, placement.basis) == ("behaviour", "off_site_direction")
    assert (placement.starts_on, placement.planned_end_on) == (
        dt.date(2026, 11, 30),
        dt.date(2027, 2, 12),
    )
    assert placement.weekly_price_pence == 27050
    slots = TimetableSlot.objects.of(placement).in_order()
    assert [(s.weekday, s.session, s.starts_at, s.finishes_at) for s in slots] == [
        (1, "am", dt.time(9, 45), dt.time(12)),
        (4, "pm", dt.time(12, 45), dt.time(15)),
    ]
    plan = SupportPlan.objects.get()
    assert [o.text for o in plan.objectives.all()] == ["Reads aloud"]
    assert PlacementDraft.objects.count() == 0


def test_sending_is_refused_when_the_provider_was_suspended_meanwhile(
    web, school_lead, full, provider
):
    provider.approvals.update(status="suspended")
    response = web(school_lead).post(step("check", full))
    assert response.url == full.get_absolute_url()
    assert Placement.objects.count() == 0
    assert PlacementDraft.objects.count() == 1


def test_a_colleague_may_finish_the_draft(web, full, school):
    colleague = member(Role.SCHOOL_LEAD, school)
    web(colleague).post(step("check", full))
    assert Placement.objects.get().requested_by_id == colleague.pk


@pytest.mark.parametrize("name", ["detail", "reason", "provider", "timetable", "plan", "check"])
def test_a_draft_is_not_found_outside_its_organisation(
    web, stranger, commissioner, provider_lead, full, name
):
    other = member(Role.SCHOOL_LEAD, SchoolFactory(authority=full.authority))
    for user in (commissioner, other, stranger(Role.SCHOOL_LEAD)):
        assert web(user).get(step(name, full)).status_code == 404
    assert web(provider_lead).get(step(name, full)).status_code == 403


def test_discard_throws_the_draft_away(web, school_lead, full):
    assert web(school_lead).get(step("discard", full)).status_code == 405
    web(school_lead).post(step("discard", full))
    assert PlacementDraft.objects.count() == 0
