"""What comes in: registers as they are sent, changed marks, codes, dates."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.codes import codes_on
from attendance.forms.mark import (
    CodeDecideForm,
    DateForm,
    MarkChangeForm,
    RegisterNotDeliveredForm,
    between,
)
from attendance.forms.register import RegisterForm, signature, stored_entry
from attendance.planning import MarkInput

TIMES = (dt.time(9, 30), dt.time(12, 0))
MONDAY = dt.date(2026, 11, 23)


def row(pk=7, **fields):
    values = {
        "placement_id": pk,
        "name": "Ada Marsh",
        "observation": "",
        "minutes": None,
        "version": 0,
        "reason": "",
        "told_by": "",
        "note": "",
        "is_marked": bool(fields.get("version")),
    } | fields
    return SimpleNamespace(**values)


def sent(*rows, key=None, **changes):
    """The data a browser sends for these rows, with the changes that were made."""
    data = {"key": key or str(uuid.uuid4()), "change_reason": ""}
    for each in rows:
        entry, pk = stored_entry(each, TIMES[1]), each.placement_id
        for name in ("mark", "minutes", "left", "reason", "told", "note", "version", "was"):
            data[f"{name}-{pk}"] = getattr(entry, name)
    return data | {name.replace("_", "-"): value for name, value in changes.items()}


def read(data, *rows):
    return RegisterForm(data, times=TIMES, read_rows=lambda: list(rows))


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"mark_7": "P"}, MarkInput(7, "P")),
        ({"mark_7": "L", "minutes_7": " 20 "}, MarkInput(7, "L", 20)),
        ({"mark_7": "E", "left_7": "11:15"}, MarkInput(7, "E", 45)),
        ({"mark_7": "E", "left_7": "11.15am"}, MarkInput(7, "E", 45)),
        ({"mark_7": "A"}, MarkInput(7, "A")),
        (
            {"mark_7": "A", "reason_7": "ill", "told_7": "Mum"},
            MarkInput(7, "A", reason="ill", told_by="Mum"),
        ),
        ({"mark_7": "X", "note_7": "No tutor"}, MarkInput(7, "X", note="No tutor")),
        # What was typed for another choice is not held against the sender.
        ({"mark_7": "P", "minutes_7": "many", "left_7": "noonish"}, MarkInput(7, "P")),
        ({"mark_7": "P", "told_7": "Mum", "reason_7": "ill"}, MarkInput(7, "P")),
    ],
)
def test_register_form_reads_a_mark(changes, mark):
    form = read(sent(row(), **changes), row())
    assert form.is_valid(), form.errors
    assert form.marks == [mark]


def test_register_form_leaves_out_what_was_not_touched():
    """A blank row, and rows that are sent back just as they were shown."""
    rows = [
        row(1),
        row(2, observation="P", version=3),
        row(3, observation="L", minutes=20, version=1),
        row(4, observation="E", minutes=45, version=1),
        row(5, observation="A", version=2, reason="ill", told_by="Mum"),
        row(6, observation="X", version=1, note="No tutor"),
    ]
    form = read(sent(*rows), *rows)
    assert form.is_valid(), form.errors
    assert form.marks == []


def test_register_form_sends_the_version_that_was_shown():
    stored = row(observation="P", version=3)
    form = read(sent(stored, mark_7="A"), stored)
    assert form.is_valid()
    assert form.marks == [MarkInput(7, "A", base_version=3)]


@pytest.mark.parametrize(
    ("changes", "name", "message"),
    [
        ({"mark_7": "L"}, "minutes-7", "Enter how many minutes late Ada Marsh was"),
        (
            {"mark_7": "L", "minutes_7": "ten"},
            "minutes-7",
            "Minutes late for Ada Marsh must be a whole number between 1 and 149",
        ),
        (
            {"mark_7": "L", "minutes_7": "150"},
            "minutes-7",
            "Minutes late for Ada Marsh must be a whole number between 1 and 149",
        ),
        ({"mark_7": "E"}, "left-7", "Enter the time Ada Marsh left, like 11:15"),
        (
            {"mark_7": "E", "left_7": "12:30"},
            "left-7",
            "The time Ada Marsh left must be between 09:30 and 12:00",
        ),
        (
            {"mark_7": "E", "left_7": "later"},
            "left-7",
            "The time Ada Marsh left must be between 09:30 and 12:00",
        ),
        ({"mark_7": "Q"}, "mark-7", "Choose what happened for Ada Marsh"),
    ],
)
def test_register_form_names_the_pupil_in_each_error(changes, name, message):
    form = read(sent(row(), **changes), row())
    assert not form.is_valid()
    assert form.errors == {name: [message]}


def test_register_form_names_nobody_who_has_gone():
    form = read(sent(row(), mark_7="L"))
    assert form.errors["minutes-7"] == [
        "Enter how many minutes late a pupil who is no longer in this register was"
    ]


def test_register_form_reads_rows_only_for_an_error():
    asked = []
    form = RegisterForm(
        sent(row(), mark_7="P"), times=TIMES, read_rows=lambda: asked.append(1) or [row()]
    )
    assert form.is_valid()
    assert asked == []


@pytest.mark.parametrize("key", ["", "spoilt", "7"])
def test_register_form_with_a_spoilt_key_still_has_its_marks(key):
    form = read(sent(row(), key=key, mark_7="P") | {"key": key}, row())
    assert form.is_valid()
    assert isinstance(form.cleaned_data["key"], uuid.UUID)
    assert form.marks == [MarkInput(7, "P")]


def test_entry_shows_what_was_typed_where_it_was_touched():
    touched, other = row(7), row(8, observation="P", version=1)
    form = read(sent(touched, other, mark_7="L", minutes_7="ten"), touched, other)
    assert not form.is_valid()
    entry = form.entry(touched)
    assert (entry.mark, entry.minutes, list(entry.errors)) == ("L", "ten", ["minutes"])
    newer = row(8, observation="A", version=2)
    assert (form.entry(newer).mark, form.entry(newer).version) == ("A", "2")
    assert form.entry(row(9)).mark == ""


def test_entry_in_conflict_is_on_the_stored_version():
    """Sent again it is a change of the stored mark; sent as stored it is nothing."""
    stored = row(observation="P", version=1)
    form = read(sent(row(), mark_7="A"), stored)
    assert form.is_valid()
    entry = form.entry_in_conflict(stored)
    assert (entry.mark, entry.version, entry.was, entry.is_conflict) == ("A", "1", "P|", True)


def test_stored_entry_shows_minutes_as_a_time_for_left_early():
    entry = stored_entry(row(observation="E", minutes=45, version=1), TIMES[1])
    assert (entry.left, entry.minutes, entry.is_other) == ("11:15", "", True)


short = st.text(max_size=12)


@given(st.sampled_from(["P", "L", "E", "A", "X", "Q", ""]), short, short, short, short, short)
def test_register_form_never_breaks(mark, minutes, left, reason, told, note):
    data = {"key": "", "version-7": "0", "was-7": "|", "mark-7": mark, "minutes-7": minutes}
    data |= {"left-7": left, "reason-7": reason, "told-7": told, "note-7": note}
    form = read(data, row())
    assert form.is_valid() == (not form.errors)
    assert len(form.marks) <= 1
    assert signature(mark, minutes, left, reason, told, note).startswith(mark)


def change(**fields):
    data = {"observation": "P", "reason": "Wrong row", "base_version": "1"} | fields
    return MarkChangeForm(data, times=TIMES)


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({}, None),
        ({"observation": "L", "minutes": "20"}, 20),
        ({"observation": "E", "left_at": "11:15"}, 45),
        ({"observation": "A", "minutes": "20", "left_at": "11:15"}, None),
    ],
)
def test_mark_change_form_reads_minutes(fields, minutes):
    form = change(**fields)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["minutes"] == minutes


def test_mark_change_form_keeps_the_reason_of_absence_for_absences_alone():
    fields = {"absence_reason": "ill", "told_by": "Mum"}
    absent, present = change(observation="A", **fields), change(**fields)
    assert absent.is_valid()
    assert present.is_valid()
    assert absent.cleaned_data["told_by"] == "Mum"
    assert (present.cleaned_data["absence_reason"], present.cleaned_data["told_by"]) == ("", "")


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"reason": ""}, {"reason": ["Say why you are changing this mark"]}),
        (
            {"observation": "L"},
            {"minutes": ["Enter how many minutes late they were, fewer than the session has"]},
        ),
        (
            {"observation": "E", "left_at": "12:00"},
            {"left_at": ["Enter the time they left, between 09:30 and 12:00"]},
        ),
    ],
)
def test_mark_change_form_refuses(fields, errors):
    assert change(**fields).errors == errors


def test_between_is_in_minutes():
    assert between(*TIMES) == 150


def test_register_not_delivered_form_needs_a_reason_and_brings_a_key():
    assert isinstance(RegisterNotDeliveredForm().initial["key"], uuid.UUID)
    form = RegisterNotDeliveredForm({"reason": "", "key": str(uuid.uuid4())})
    assert form.errors == {"reason": ["Say why the session was not delivered"]}


def decide(**data):
    codes = [codes_on(MONDAY)[code] for code in ("N", "O", "I")]
    return CodeDecideForm(data, codes=codes, proposed="N")


def test_code_decide_form_needs_a_reason_for_another_code():
    assert decide(code="N").is_valid()
    assert decide(code="O", reason="No call").is_valid()
    assert decide(code="O").errors == {"reason": ["Say why the code is not the one proposed"]}
    assert list(decide(code="K").errors) == ["code"]


def test_date_form():
    form = DateForm({"date_0": "23", "date_1": "nov", "date_2": "2026"})
    assert form.is_valid()
    assert form.cleaned_data["date"] == MONDAY
