"""Two people, one mark: the stored one stands, the other is kept, and somebody decides."""

import datetime as dt
import uuid

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.models import Mark, MarkConflict, MarkEvent, Register
from attendance.planning import KeyReused
from tests.factories.attendance import MONDAY, NOW, A, L, P, expected_pupils, mark, save

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=30)


@pytest.fixture
def two(term, school, site):
    return expected_pupils(2, school=school, site=site)


def receive(by, site, *marks, key=None, **fields):
    with database_scope(by.membership):
        return actions.receive_marks(
            by=by,
            site=site,
            date=MONDAY,
            session="am",
            key=key or uuid.uuid4(),
            marks=list(marks),
            now=LATER,
            **fields,
        )


def outcomes(saved):
    return [result.outcome for result in saved.results]


def stored():
    return list(Mark.objects.order_by("placement_id").values_list("observation", flat=True))


def test_what_waited_on_a_device_is_saved(two, site, provider_staff):
    saved = receive(provider_staff, site, mark(two[0]), mark(two[1], L, minutes=5))
    assert outcomes(saved) == ["saved", "saved"]
    assert stored() == [P, L]
    assert Register.objects.get().completed_at == LATER


def test_a_stored_mark_stands_and_the_other_is_kept(two, site, provider_staff, provider_lead):
    save(provider_lead, site, mark(two[0]))
    saved = receive(
        provider_staff,
        site,
        mark(two[0], A, reason="ill", told_by="Mother"),
        mark(two[1]),
        noted_at=NOW,
    )
    assert outcomes(saved) == ["saved", "conflict"]
    assert stored() == [P, P]
    conflict = MarkConflict.objects.get()
    assert (conflict.words, conflict.sent_by_id) == ("Not here", provider_staff.pk)
    assert (conflict.base_version, conflict.stored_version) == (0, 1)
    assert (conflict.absence_reason, conflict.told_by) == ("ill", "Mother")
    assert (conflict.noted_at, conflict.sent_at) == (NOW, LATER)


def test_the_same_send_again_gets_the_same_answer_and_doubles_nothing(
    two, site, provider_staff, provider_lead
):
    save(provider_lead, site, mark(two[0]))
    key = uuid.uuid4()
    first = receive(provider_staff, site, mark(two[0], A), mark(two[1]), key=key)
    again = receive(provider_staff, site, mark(two[0], A), mark(two[1]), key=key)
    assert (again.results, again.replayed) == (first.results, True)
    assert (MarkConflict.objects.count(), MarkEvent.objects.count()) == (1, 2)
    with pytest.raises(KeyReused):
        receive(provider_staff, site, mark(two[0]), key=key)


def test_a_persons_own_later_mark_is_a_change_and_no_conflict(two, site, provider_staff):
    receive(provider_staff, site, mark(two[0]))
    saved = receive(provider_staff, site, mark(two[0], A))
    assert outcomes(saved) == ["changed"]
    assert stored() == [A]
    assert MarkEvent.objects.changes().get().reason == "Changed on the device before it was sent."
    assert MarkConflict.objects.count() == 0


def test_the_same_value_is_no_conflict(two, site, provider_staff, provider_lead):
    save(provider_lead, site, mark(two[0]))
    assert outcomes(receive(provider_staff, site, mark(two[0]))) == ["same"]
    assert MarkConflict.objects.count() == 0


def test_all_in_conflict_is_kept_whole(two, site, provider_staff, provider_lead):
    save(provider_lead, site, *map(mark, two))
    saved = receive(provider_staff, site, *(mark(each, A) for each in two))
    assert outcomes(saved) == ["conflict", "conflict"]
    assert MarkConflict.objects.open().count() == 2


@pytest.fixture
def conflict(two, site, provider_staff, provider_lead):
    save(provider_lead, site, mark(two[0]))
    receive(provider_staff, site, mark(two[0], A, reason="ill", told_by="Mother"))
    return MarkConflict.objects.get()


def test_settle_conflict_for_the_stored_mark(conflict, school_attendance):
    with database_scope(school_attendance.membership):
        actions.settle_conflict(
            by=school_attendance, conflict=conflict, replace=False, reason="Seen at 10"
        )
    conflict.refresh_from_db()
    assert (conflict.outcome, conflict.settled_by_id) == ("kept", school_attendance.pk)
    assert stored() == [P]
    with pytest.raises(NotAllowed, match="decided this already"):
        actions.settle_conflict(
            by=school_attendance, conflict=conflict, replace=False, reason="Again"
        )


def test_settle_conflict_for_the_other_mark(conflict, provider_lead):
    with database_scope(provider_lead.membership):
        with pytest.raises(NotAllowed, match="Say how you know"):
            actions.settle_conflict(by=provider_lead, conflict=conflict, replace=True, reason=" ")
        actions.settle_conflict(
            by=provider_lead, conflict=conflict, replace=True, reason="Mother rang"
        )
    assert stored() == [A]
    assert Mark.objects.get().code == "I"
    assert MarkEvent.objects.changes().get().reason == "Mother rang"
    conflict.refresh_from_db()
    assert (conflict.outcome, conflict.settled_reason) == ("replaced", "Mother rang")


def test_a_school_that_replaces_a_mark_says_who_told_it(conflict, school_lead):
    with database_scope(school_lead.membership):
        actions.settle_conflict(
            by=school_lead, conflict=conflict, replace=True, reason="Rang them", on_behalf="Pat"
        )
    assert MarkEvent.objects.changes().get().on_behalf == "Told by Pat"


def test_a_sender_who_sends_again_with_a_reason_has_decided(
    two, site, provider_staff, provider_lead
):
    save(provider_lead, site, mark(two[0]))
    rows = list(actions.taking._sheet(site, MONDAY, "am").rows)
    actions.keep_conflicts(
        by=provider_staff,
        site=site,
        date=MONDAY,
        session="am",
        marks=[mark(two[0], A)],
        rows=rows,
        now=LATER,
    )
    assert MarkConflict.objects.open().count() == 1
    save(provider_staff, site, mark(two[0], A, base_version=1), change_reason="He left", now=LATER)
    assert MarkConflict.objects.get().outcome == "replaced"


def test_conflicts_are_visible_to_their_own_three_and_to_no_stranger(
    conflict, provider_staff, school_lead, commissioner, stranger
):
    for user in (provider_staff, school_lead, commissioner):
        with database_scope(user.membership):
            assert list(MarkConflict.objects.visible_to(user)) == [conflict]
    for role in ("provider_lead", "school_lead", "commissioner"):
        other = stranger(role)
        with database_scope(other.membership):
            assert list(MarkConflict.objects.all()) == []
        assert list(MarkConflict.objects.visible_to(other)) == []
