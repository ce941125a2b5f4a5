import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Basis, Reason
from placements.models import Placement, PlacementDraft
from tests.factories.placements import plan_facts, slot_input


@pytest.fixture
def draft(school_lead, pupil):
    return actions.start_draft(by=school_lead, pupil=pupil)


def request_facts(provider, site):
    return {
        "provider": provider,
        "basis": Basis.OFF_SITE_DIRECTION,
        "reason": Reason.BEHAVIOUR,
        "activity": "Construction skills",
        "starts_on": dt.date(2026, 11, 30),
        "planned_end_on": dt.date(2027, 2, 12),
        "slots": [slot_input(site, 1, "am")],
        "plan": plan_facts(),
    }


def test_start_belongs_to_the_organisation(draft, school_lead, school, pupil):
    draft.refresh_from_db()
    assert (draft.person_id, draft.organisation, draft.pupil) == (school_lead.pk, school, pupil)
    assert draft.data == {}


def test_save_keeps_each_step(draft, school_lead):
    actions.save_draft(by=school_lead, draft=draft, step="reason", answers={"reason": ["sen"]})
    actions.save_draft(by=school_lead, draft=draft, step="plan", answers={"needs": ["x"]})
    draft.refresh_from_db()
    assert draft.data == {"reason": {"reason": ["sen"]}, "plan": {"needs": ["x"]}}


def test_discard_removes_it(draft, school_lead):
    actions.discard_draft(by=school_lead, draft=draft)
    assert PlacementDraft.objects.count() == 0
    assert Event.objects.latest("pk").action == "draft_discarded"


def test_send_requests_the_placement_and_lets_the_draft_go(
    draft, school_lead, provider, site, pupil
):
    placement = actions.send_draft(by=school_lead, draft=draft, **request_facts(provider, site))
    assert Placement.objects.get() == placement
    assert placement.pupil == pupil
    assert PlacementDraft.objects.count() == 0


def test_send_twice_requests_once(draft, school_lead, provider, site):
    """Two presses of one button: the second holds a draft that is gone."""
    second = PlacementDraft.objects.get()
    actions.send_draft(by=school_lead, draft=draft, **request_facts(provider, site))
    with pytest.raises(NotAllowed, match="sent already"):
        actions.send_draft(by=school_lead, draft=second, **request_facts(provider, site))
    assert Placement.objects.count() == 1


def test_send_keeps_the_draft_when_it_is_refused(draft, school_lead, provider, site):
    provider.approvals.update(status="suspended")
    with pytest.raises(NotAllowed):
        actions.send_draft(by=school_lead, draft=draft, **request_facts(provider, site))
    assert PlacementDraft.objects.count() == 1
    assert Placement.objects.count() == 0
