import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Status
from placements.models import SupportPlan
from tests.factories.placements import plan_facts


def test_write_makes_the_next_version_and_keeps_the_last(school_lead, placement):
    actions.write_plan(by=school_lead, placement=placement, **plan_facts())
    changed = plan_facts(needs="Reading age 8.")
    actions.write_plan(by=school_lead, placement=placement, **changed)
    plans = SupportPlan.objects.filter(placement=placement).newest_first()
    assert [(plan.version, plan.needs) for plan in plans] == [
        (2, "Reading age 8."),
        (1, "Finds large classes hard."),
    ]
    assert [plan.objectives.count() for plan in plans] == [1, 1]


def test_write_carries_the_placements_scope(school_lead, placement):
    plan = actions.write_plan(by=school_lead, placement=placement, **plan_facts())
    assert (plan.authority_id, plan.school_id, plan.provider_id, plan.pupil_id) == (
        placement.authority_id,
        placement.school_id,
        placement.provider_id,
        placement.pupil_id,
    )


def test_write_is_audited_by_name(school_lead, placement):
    actions.write_plan(by=school_lead, placement=placement, **plan_facts())
    events = Event.objects.filter(action="plan_written").values_list("table_name", flat=True)
    assert set(events) == {"placements_supportplan", "placements_objective"}


def test_write_needs_an_objective(school_lead, placement):
    with pytest.raises(NotAllowed, match="Give at least one objective"):
        actions.write_plan(by=school_lead, placement=placement, **plan_facts(objectives=[]))
    assert SupportPlan.objects.count() == 0


def test_write_refuses_a_placement_that_is_over(school_lead, placement):
    placement.status = Status.DECLINED
    placement.save()
    with pytest.raises(NotAllowed) as refusal:
        actions.write_plan(by=school_lead, placement=placement, **plan_facts())
    assert str(refusal.value) == ("This placement is declined. Its plan can no longer be changed.")
