import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Status
from placements.models import Placement, TimetableSlot
from tests.factories.placements import PlacementFactory, SlotFactory


def week(placement):
    slots = TimetableSlot.objects.of(placement).in_order()
    return [(s.weekday, s.session, s.is_agreed, s.valid_from) for s in slots]


def test_accept_agrees_the_placement_and_its_timetable(provider_lead, requested):
    actions.accept_placement(by=provider_lead, placement=requested, note="Ask for Mo.")
    requested.refresh_from_db()
    assert requested.status == Status.AGREED
    assert requested.answer_note == "Ask for Mo."
    assert requested.answered_at is not None
    assert week(requested) == [
        (1, "am", True, dt.date(2026, 11, 30)),
        (3, "pm", True, dt.date(2026, 11, 30)),
    ]


def test_accept_from_a_later_day_moves_the_start_and_the_timetable(provider_lead, requested):
    later = dt.date(2026, 12, 7)
    actions.accept_placement(by=provider_lead, placement=requested, starts_on=later)
    requested.refresh_from_db()
    assert requested.starts_on == later
    assert week(requested) == [(1, "am", True, later), (3, "pm", True, later)]


def test_accept_works_with_the_rights_of_a_provider(provider_lead, requested):
    with database_scope(provider_lead.membership):
        actions.accept_placement(
            by=provider_lead, placement=requested, starts_on=dt.date(2026, 12, 7)
        )
    assert Placement.objects.get().status == Status.AGREED


def test_accept_is_audited_by_name(provider_lead, requested):
    actions.accept_placement(by=provider_lead, placement=requested)
    events = Event.objects.filter(operation="update").values_list("action", "table_name")
    assert set(events) == {
        ("placement_accepted", "placements_placement"),
        ("placement_accepted", "placements_timetableslot"),
    }


def test_accept_refuses_a_half_day_in_which_the_pupil_is_elsewhere(provider_lead, requested):
    elsewhere = PlacementFactory(pupil=requested.pupil, starts_on=dt.date(2026, 9, 7))
    elsewhere.provider.organisation.name = "Secret Stables"
    elsewhere.provider.organisation.save()
    SlotFactory(placement=elsewhere, weekday=3, session="pm")
    with pytest.raises(NotAllowed) as refusal:
        actions.accept_placement(by=provider_lead, placement=requested)
    assert str(refusal.value) == (
        "Ada Marsh is already expected somewhere else on Wednesday afternoon. "
        "One of the two timetables must change first."
    )
    assert Placement.objects.get(pk=requested.pk).status == Status.REQUESTED
    assert [agreed for _, _, agreed, _ in week(requested)] == [False, False]


def test_accept_refuses_a_start_after_the_planned_end(provider_lead, requested):
    with pytest.raises(NotAllowed, match="The start is after the planned end"):
        actions.accept_placement(
            by=provider_lead, placement=requested, starts_on=dt.date(2027, 2, 13)
        )


def test_accept_refuses_what_was_answered_already(provider_lead, requested):
    actions.decline_placement(by=provider_lead, placement=requested, reason="Full.")
    with pytest.raises(NotAllowed) as refusal:
        actions.accept_placement(by=provider_lead, placement=requested)
    assert str(refusal.value) == "This placement is declined. It cannot be accepted."


def test_answer_is_judged_by_the_status_in_the_database(provider_lead, requested):
    stale = Placement.objects.get(pk=requested.pk)
    actions.accept_placement(by=provider_lead, placement=requested)
    with pytest.raises(NotAllowed, match="This placement is agreed."):
        actions.decline_placement(by=provider_lead, placement=stale, reason="Full.")


def test_decline_keeps_the_reason(provider_lead, requested):
    actions.decline_placement(by=provider_lead, placement=requested, reason="No place until June.")
    requested.refresh_from_db()
    assert (requested.status, requested.answer_note) == (Status.DECLINED, "No place until June.")
    assert [agreed for _, _, agreed, _ in week(requested)] == [False, False]
    event = Event.objects.get(action="placement_declined")
    assert event.reason == "No place until June."


def test_decline_needs_a_reason(provider_lead, requested):
    with pytest.raises(NotAllowed, match="Say why the request is declined."):
        actions.decline_placement(by=provider_lead, placement=requested, reason="  ")
    requested.refresh_from_db()
    assert requested.status == Status.REQUESTED


def test_withdraw_frees_the_half_days(school_lead, provider_lead, requested):
    actions.accept_placement(by=provider_lead, placement=requested)
    actions.withdraw_placement(by=school_lead, placement=requested, reason="Moved away.")
    requested.refresh_from_db()
    assert (requested.status, requested.end_note) == (Status.WITHDRAWN, "Moved away.")
    assert [agreed for _, _, agreed, _ in week(requested)] == [False, False]
    assert set(Event.objects.filter(reason="Moved away.").values_list("action", flat=True)) == {
        "placement_withdrawn"
    }


def test_withdraw_refuses_a_placement_that_runs(school_lead, placement):
    with pytest.raises(NotAllowed) as refusal:
        actions.withdraw_placement(by=school_lead, placement=placement)
    assert str(refusal.value) == "This placement is active. It cannot be withdrawn."


@pytest.mark.parametrize("status", ["suspended", "removed"])
def test_accept_is_refused_once_the_provider_is_suspended(requested, provider_lead, status):
    requested.provider.approvals.update(status=status)
    with pytest.raises(NotAllowed) as refusal:
        actions.accept_placement(by=provider_lead, placement=requested)
    assert str(refusal.value) == (
        f"Nobody new can start at Bridge Farm: its approval is “{status}”."
    )
    requested.refresh_from_db()
    assert requested.status == Status.REQUESTED
