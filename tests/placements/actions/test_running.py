import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from apcommission.terms.models import HalfTerm
from placements import actions
from placements.choices import EndReason, Status
from placements.models import Pause, TimetableSlot
from tests.factories.placements import SlotFactory


@pytest.fixture
def agreed(requested, provider_lead):
    return actions.accept_placement(by=provider_lead, placement=requested)


@pytest.fixture
def half_term(authority):
    return HalfTerm.objects.create(
        organisation=authority,
        academic_year=2026,
        number=2,
        name="Autumn 2",
        starts_on=dt.date(2026, 11, 2),
        ends_on=dt.date(2026, 12, 18),
    )


def test_start_makes_it_active_with_a_review_due_in_the_half_term(school_lead, agreed, half_term):
    actions.start_placement(by=school_lead, placement=agreed, on=dt.date(2026, 11, 30))
    agreed.refresh_from_db()
    assert agreed.status == Status.ACTIVE
    assert agreed.review_due_on == dt.date(2026, 12, 18)


def test_start_without_a_calendar_owes_a_review_in_six_weeks(school_lead, agreed):
    actions.start_placement(by=school_lead, placement=agreed, on=dt.date(2026, 11, 30))
    assert agreed.review_due_on == dt.date(2027, 1, 11)


def test_start_by_the_schools_own_half_term(school_lead, agreed, half_term, school):
    half_term.pk = None
    half_term.organisation = school
    half_term.ends_on = dt.date(2026, 12, 11)
    half_term.save()
    actions.start_placement(by=school_lead, placement=agreed, on=dt.date(2026, 11, 30))
    assert agreed.review_due_on == dt.date(2026, 12, 11)


@pytest.mark.parametrize("on", [dt.date(2026, 11, 23), dt.date(2026, 12, 7)])
def test_start_on_another_day_moves_the_timetable(school_lead, agreed, on):
    actions.start_placement(by=school_lead, placement=agreed, on=on)
    agreed.refresh_from_db()
    assert agreed.starts_on == on
    assert set(TimetableSlot.objects.of(agreed).values_list("valid_from", flat=True)) == {on}


def test_start_refuses_a_day_after_the_planned_end(school_lead, agreed):
    with pytest.raises(NotAllowed, match="The start is after the planned end"):
        actions.start_placement(by=school_lead, placement=agreed, on=dt.date(2027, 2, 13))


def test_start_is_refused_once_the_provider_is_suspended(school_lead, agreed):
    agreed.provider.approvals.update(status="suspended")
    with pytest.raises(NotAllowed, match="Nobody new can start at Bridge Farm"):
        actions.start_placement(by=school_lead, placement=agreed, on=dt.date(2026, 11, 30))
    agreed.refresh_from_db()
    assert agreed.status == Status.AGREED


def test_start_refuses_a_request_that_is_not_answered(school_lead, requested):
    with pytest.raises(NotAllowed) as refusal:
        actions.start_placement(by=school_lead, placement=requested, on=dt.date(2026, 11, 30))
    assert str(refusal.value) == "This placement is requested. It cannot be started."


def test_pause_and_resume(school_lead, placement):
    first, back = dt.date(2026, 11, 23), dt.date(2026, 12, 7)
    actions.pause_placement(by=school_lead, placement=placement, on=first, reason="In hospital.")
    placement.refresh_from_db()
    assert placement.status == Status.PAUSED
    pause = Pause.objects.get()
    assert (pause.starts_on, pause.ends_on, pause.reason) == (first, None, "In hospital.")
    actions.resume_placement(by=school_lead, placement=placement, on=back)
    placement.refresh_from_db()
    assert placement.status == Status.ACTIVE
    pause.refresh_from_db()
    assert pause.ends_on == dt.date(2026, 12, 6)
    events = Event.objects.filter(table_name="placements_placement", operation="update")
    assert list(events.order_by("pk").values_list("action", "reason")) == [
        ("placement_paused", "In hospital."),
        ("placement_resumed", ""),
    ]


def test_pause_refuses_an_ended_placement(school_lead, placement):
    actions.end_placement(
        by=school_lead,
        placement=placement,
        ended_on=dt.date(2026, 11, 20),
        reason=EndReason.MOVED,
    )
    with pytest.raises(NotAllowed, match="This placement is ended. It cannot be paused."):
        actions.pause_placement(
            by=school_lead, placement=placement, on=dt.date(2026, 11, 23), reason="Ill."
        )


def test_pause_is_within_the_placement_and_ends_after_it_began(school_lead, placement):
    before = placement.starts_on - dt.timedelta(days=1)
    with pytest.raises(NotAllowed, match="before the start of the placement"):
        actions.pause_placement(by=school_lead, placement=placement, on=before, reason="Ill.")
    placement.refresh_from_db()
    day = dt.date(2026, 11, 23)
    actions.pause_placement(by=school_lead, placement=placement, on=day, reason="Ill.")
    with pytest.raises(NotAllowed, match="The first day back must be after"):
        actions.resume_placement(by=school_lead, placement=placement, on=day)
    placement.refresh_from_db()
    assert placement.status == Status.PAUSED


def test_resume_does_not_start_a_placement(school_lead, agreed):
    with pytest.raises(NotAllowed, match="Only a paused placement can be resumed."):
        actions.resume_placement(by=school_lead, placement=agreed, on=dt.date(2026, 12, 7))
    agreed.refresh_from_db()
    assert agreed.status == Status.AGREED


def test_end_writes_when_and_why(school_lead, placement):
    placement.review_due_on = dt.date(2026, 12, 18)
    placement.save()
    actions.end_placement(
        by=school_lead,
        placement=placement,
        ended_on=dt.date(2026, 11, 20),
        reason=EndReason.REINTEGRATED,
        note="Back full time.",
    )
    placement.refresh_from_db()
    assert placement.status == Status.ENDED
    assert placement.ended_on == dt.date(2026, 11, 20)
    assert (placement.end_reason, placement.end_note) == ("reintegrated", "Back full time.")
    assert placement.review_due_on is None
    assert Event.objects.get(action="placement_ended").reason == "Back full time."


def test_end_closes_the_timetable_and_gives_up_what_was_to_begin(school_lead, placement, site):
    SlotFactory(placement=placement, site=site, weekday=1, valid_to=dt.date(2026, 10, 2))
    SlotFactory(placement=placement, site=site, weekday=2)
    SlotFactory(placement=placement, site=site, weekday=4, valid_from=dt.date(2026, 12, 1))
    actions.end_placement(
        by=school_lead,
        placement=placement,
        ended_on=dt.date(2026, 11, 20),
        reason=EndReason.COMPLETED,
    )
    slots = TimetableSlot.objects.of(placement).in_order()
    assert [(s.weekday, s.valid_to, s.is_agreed) for s in slots] == [
        (1, dt.date(2026, 10, 2), True),
        (2, dt.date(2026, 11, 20), True),
        (4, None, False),
    ]


def test_end_refuses_a_day_before_the_start(school_lead, placement):
    with pytest.raises(NotAllowed, match="The end is before the start of the placement."):
        actions.end_placement(
            by=school_lead,
            placement=placement,
            ended_on=dt.date(2026, 9, 6),
            reason=EndReason.MOVED,
        )
