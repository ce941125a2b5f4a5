"""What a save would do, decided before anything is written."""

import datetime as dt
from types import SimpleNamespace

import pytest

from apcommission.audit.refusal import NotAllowed
from attendance.choices import AbsenceReason
from attendance.planning import (
    Change,
    Conflict,
    MarkInput,
    Outcome,
    ReasonNeeded,
    content_hash,
    in_order,
    needs_reason,
    plan,
)
from attendance.rules import Counts

MONDAY = dt.date(2026, 11, 23)


class Row(SimpleNamespace):
    """A row of a sheet: not yet marked unless told otherwise."""

    def __init__(self, placement_id=1, **fields):
        stored = {
            "placement_id": placement_id,
            "date": MONDAY,
            "name": f"Pupil {placement_id}",
            "observation": "",
            "minutes": None,
            "code": "",
            "version": 0,
            "reason": "",
            "told_by": "",
            "note": "",
            "counts": Counts(),
            "saved_by": "A. Khan",
            "words": "",
        } | fields
        super().__init__(**stored, is_marked=stored["version"] > 0)

    def proposed_code(self, observation, reason):
        return {"A": "I" if reason == AbsenceReason.ILL else "N"}.get(observation, "B")


def present(**fields):
    return Row(observation="P", code="B", version=3, counts=Counts(attended=1), **fields)


def absent(**fields):
    return Row(observation="A", code="N", version=1, counts=Counts(absent=1), **fields)


def planned(row, mark, *, has_reason=False):
    [change] = plan([row], [mark], length=150, has_reason=has_reason)
    return change


def test_plan_a_first_entry():
    change = planned(Row(), MarkInput(1, "P"))
    assert (change.outcome, change.version, change.code) == (Outcome.SAVED, 1, "B")
    assert change.counts == Counts(attended=1)
    assert change.result.version == 1


def test_plan_the_same_again_is_nothing_on_any_version():
    change = planned(present(), MarkInput(1, "P", base_version=1))
    assert (change.outcome, change.version, change.counts) == (Outcome.SAME, 3, Counts())


def test_plan_a_change_moves_the_count():
    change = planned(present(), MarkInput(1, "A", base_version=3), has_reason=True)
    assert (change.outcome, change.version) == (Outcome.CHANGED, 4)
    assert change.counts == Counts(attended=-1, absent=1)


def test_plan_is_in_the_order_of_placements():
    rows = [Row(3), Row(1), Row(2)]
    changes = plan(rows, [MarkInput(n, "P") for n in (2, 3, 1)], length=150, has_reason=False)
    assert [change.row.placement_id for change in changes] == [1, 2, 3]


def test_plan_names_all_that_are_stale():
    rows = [present(placement_id=1), present(placement_id=2), Row(3)]
    marks = [MarkInput(n, "A", base_version=2) for n in (1, 2)] + [MarkInput(3, "P")]
    with pytest.raises(Conflict) as conflict:
        plan(rows, marks, length=150, has_reason=True)
    assert [row.placement_id for row in conflict.value.rows] == [1, 2]


def test_plan_needs_a_reason_for_a_changed_observation():
    with pytest.raises(ReasonNeeded) as needed:
        planned(present(), MarkInput(1, "A", base_version=3))
    assert [row.placement_id for row in needed.value.rows] == [1]


def test_plan_needs_none_for_a_reason_of_absence_that_comes_later():
    change = planned(absent(), MarkInput(1, "A", base_version=1, reason="ill"))
    assert (change.outcome, change.code) == (Outcome.CHANGED, "I")
    assert not needs_reason(change)


def test_plan_refuses_who_is_not_on_the_sheet():
    with pytest.raises(NotAllowed, match="not expected"):
        planned(Row(1), MarkInput(2, "P"))


def test_in_order_refuses_a_pupil_twice():
    with pytest.raises(NotAllowed, match="twice"):
        in_order([MarkInput(2, "P"), MarkInput(1, "P"), MarkInput(2, "A")])


@pytest.mark.parametrize(
    ("row", "mark", "note"),
    [
        (Row(), MarkInput(1, "P", told_by="Mum"), None),
        (Row(), MarkInput(1, "A"), None),
        (Row(), MarkInput(1, "A", reason="ill"), ("ill", "", "")),
        (Row(), MarkInput(1, "A", told_by=" Mum "), ("unknown", "Mum", "")),
        (Row(), MarkInput(1, "X", note="No tutor"), ("unknown", "", "No tutor")),
        (absent(reason="ill"), MarkInput(1, "A"), None),
        (absent(reason="ill", told_by="Mum"), MarkInput(1, "A", told_by="Dad"), ("ill", "Dad", "")),
        (absent(told_by="Mum"), MarkInput(1, "A"), ("unknown", "", "")),
    ],
)
def test_note_of_a_change_is_what_is_new(row, mark, note):
    change = Change(row, mark, "N", Outcome.SAVED)
    assert (tuple(map(str, change.note)) if change.note else None) == note


def test_content_hash_tells_one_save_from_another():
    site = SimpleNamespace(pk=4)
    marks = [MarkInput(1, "P")]
    one = content_hash(site, MONDAY, "am", marks, "")
    assert one == content_hash(site, MONDAY, "am", [MarkInput(1, "P")], "")
    others = {
        content_hash(SimpleNamespace(pk=5), MONDAY, "am", marks, ""),
        content_hash(site, dt.date(2026, 11, 24), "am", marks, ""),
        content_hash(site, MONDAY, "pm", marks, ""),
        content_hash(site, MONDAY, "am", [MarkInput(1, "A")], ""),
        content_hash(site, MONDAY, "am", [MarkInput(1, "P", base_version=1)], ""),
        content_hash(site, MONDAY, "am", marks, "A reason"),
    }
    assert len(others) == 6
    assert one not in others
