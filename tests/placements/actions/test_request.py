import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Basis, CommissionerKind, Reason, Roll, Status
from placements.models import Objective, Placement, SupportPlan, TimetableSlot
from providers.choices import ApprovalStatus
from tests.factories.placements import PupilFactory, plan_facts, slot_input
from tests.factories.providers import ProviderFactory, SiteFactory


@pytest.fixture
def ask(school_lead, pupil, provider, site):
    """Request a placement, with what is given in the place of what would be accepted."""

    def request(**given):
        facts = {
            "by": school_lead,
            "pupil": pupil,
            "provider": provider,
            "basis": Basis.OFF_SITE_DIRECTION,
            "reason": Reason.BEHAVIOUR,
            "activity": "Construction skills",
            "starts_on": dt.date(2026, 11, 30),
            "planned_end_on": dt.date(2027, 2, 12),
            "slots": [slot_input(site, 1, "am"), slot_input(site, 3, "pm")],
            "plan": plan_facts(),
        }
        return actions.request_placement(**facts | given)

    return request


def test_request_writes_the_placement(ask, school_lead, pupil, provider):
    placement = ask(weekly_price_pence=27000)
    placement.refresh_from_db()
    assert placement.status == Status.REQUESTED
    assert placement.commissioner_kind == CommissionerKind.SCHOOL
    assert (placement.pupil, placement.provider) == (pupil, provider)
    assert (placement.authority, placement.school) == (pupil.authority, pupil.school)
    assert placement.requested_by_id == school_lead.pk
    assert placement.weekly_price_pence == 27000
    assert placement.review_due_on is None


def test_request_proposes_the_timetable(ask):
    placement = ask()
    slots = TimetableSlot.objects.of(placement).in_order()
    assert [(s.weekday, s.session, s.is_agreed, s.valid_from, s.valid_to) for s in slots] == [
        (1, "am", False, dt.date(2026, 11, 30), None),
        (3, "pm", False, dt.date(2026, 11, 30), None),
    ]


@pytest.mark.capability("F046")
def test_request_writes_the_first_plan_with_measurable_objectives(ask, school_lead):
    placement = ask()
    plan = SupportPlan.objects.get(placement=placement)
    assert (plan.version, plan.written_by_id) == (1, school_lead.pk)
    assert plan.strengths == "Good with her hands."
    assert list(
        Objective.objects.filter(plan=plan).values_list(
            "area", "text", "baseline", "target", "due_on"
        )
    ) == [("attendance", "Attends every week", "62%", "90%", dt.date(2027, 2, 12))]


def test_request_is_audited_by_name(ask, school_lead):
    placement = ask()
    event = Event.objects.get(table_name="placements_placement", row_id=str(placement.pk))
    assert (event.action, event.operation) == ("placement_requested", "insert")
    assert (event.person_id, event.person_name) == (school_lead.pk, "Sam Okoro")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ApprovalStatus.SUSPENDED, "suspended"),
        (ApprovalStatus.REMOVED, "removed"),
        (ApprovalStatus.REFUSED, "refused"),
        (ApprovalStatus.APPLIED, "applied"),
    ],
)
def test_request_refuses_a_provider_that_is_not_usable(ask, provider, status, words):
    provider.approvals.update(status=status)
    with pytest.raises(NotAllowed) as refusal:
        ask()
    assert str(refusal.value) == (
        f"Bridge Farm cannot take new pupils: its approval by Elmshire is “{words}”."
    )
    assert Placement.objects.count() == 0


def test_request_takes_a_provider_approved_with_conditions(ask, provider):
    provider.approvals.update(status=ApprovalStatus.CONDITIONAL)
    assert ask().status == Status.REQUESTED


def test_request_refuses_a_provider_that_only_another_authority_approved(ask, other_authority):
    elsewhere = ProviderFactory(organisation__name="Far Barn")
    elsewhere.approvals.create(
        authority=other_authority, status=ApprovalStatus.APPROVED, decided_on="2026-09-01"
    )
    with pytest.raises(NotAllowed) as refusal:
        ask(provider=elsewhere, slots=[slot_input(SiteFactory(provider=elsewhere), 1, "am")])
    assert str(refusal.value) == (
        "Far Barn is not on the list of providers approved by Elmshire. A school that uses it "
        "anyway declares it under “Off-list use”."
    )


def test_request_refuses_a_school_the_las_basis(ask):
    with pytest.raises(NotAllowed) as refusal:
        ask(basis=Basis.PERMANENT_EXCLUSION)
    assert str(refusal.value) == (
        "“LA s19 after permanent exclusion” is for the local authority to decide, "
        "not for Hillside School."
    )


def test_request_refuses_the_la_a_schools_basis(ask, officer):
    with pytest.raises(NotAllowed) as refusal:
        ask(by=officer)
    assert str(refusal.value) == (
        "“Off-site direction (Education Act 2002 s29A)” is for the school to decide, "
        "not for Elmshire."
    )


def test_request_by_the_la_for_a_pupil_on_no_roll(ask, officer, authority):
    child = PupilFactory(school=None, authority=authority, roll=Roll.NONE)
    placement = ask(by=officer, pupil=child, basis=Basis.PERMANENT_EXCLUSION)
    assert placement.commissioner_kind == CommissionerKind.AUTHORITY
    assert placement.school is None
    assert TimetableSlot.objects.of(placement).count() == 2


def test_request_refuses_an_end_before_the_start(ask):
    with pytest.raises(NotAllowed, match="The planned end is before the start."):
        ask(planned_end_on=dt.date(2026, 11, 29))


def test_request_refuses_an_empty_timetable(ask):
    with pytest.raises(NotAllowed, match="Choose at least one half-day."):
        ask(slots=[])


def test_request_refuses_a_half_day_twice(ask, site):
    with pytest.raises(NotAllowed, match="Each half-day can stand in the timetable once."):
        ask(slots=[slot_input(site, 1, "am"), slot_input(site, 1, "am")])


def test_request_refuses_another_providers_site(ask):
    with pytest.raises(NotAllowed, match="Shed is not a site of Bridge Farm."):
        ask(slots=[slot_input(SiteFactory(name="Shed"), 1, "am")])


def test_request_refuses_a_session_that_finishes_before_it_starts(ask, site):
    backwards = slot_input(site, 5, "pm", starts_at=dt.time(15), finishes_at=dt.time(13))
    with pytest.raises(NotAllowed, match="Friday afternoon finishes before it starts."):
        ask(slots=[backwards])


def test_request_refuses_a_plan_without_objectives_and_keeps_nothing(ask):
    with pytest.raises(NotAllowed, match="Give at least one objective"):
        ask(plan=plan_facts(objectives=[]))
    assert Placement.objects.count() == 0
    assert TimetableSlot.objects.count() == 0
