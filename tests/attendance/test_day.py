"""A day by register and by concern."""

import datetime as dt
from types import SimpleNamespace

import pytest

from attendance.choices import RegisterState
from attendance.day import bands, day_table, own_header, register_lines, state_counts
from tests.factories.attendance import MONDAY

NOW = dt.datetime(2026, 11, 23, 9, 45, tzinfo=dt.UTC)
AFTER = NOW.replace(hour=10)


def row(name="A", observation="", **fields):
    values = {
        "name": name,
        "observation": observation,
        "is_marked": bool(observation),
        "is_absent": observation == "A",
        "is_expected": True,
        "vulnerable": "",
        "on_behalf": "",
        "is_entered_late": False,
        "date": MONDAY,
        "session": "am",
        "site_id": 1,
        "site_name": "Yard",
        "provider_id": 9,
        "provider_name": "Farm",
        "session_starts_at": dt.time(9, 30),
    } | fields
    return SimpleNamespace(**values)


def header(**fields):
    values = {
        "site_id": 1,
        "session": "am",
        "saved_at": NOW,
        "completed_at": NOW,
        "not_delivered_reason": "",
    } | fields
    return SimpleNamespace(**values)


def test_register_lines_count_the_viewers_own_pupils():
    rows = [row("A", "P"), row("B", "A"), row("C"), row("D", site_id=2, site_name="Barn")]
    barn, yard = register_lines(rows, [header(completed_at=None)], now=NOW)
    assert (yard.site_name, yard.expected, yard.marked, yard.absent) == ("Yard", 3, 2, 1)
    assert (yard.state, barn.state) == (RegisterState.PART, RegisterState.DUE)
    assert (yard.session_label, barn.header) == ("morning", None)


def test_register_lines_do_not_wait_for_other_schools_pupils():
    """Mine are all marked; that the register is not complete is not my concern."""
    [line] = register_lines([row("A", "P")], [header(completed_at=None)], now=AFTER)
    assert line.state == RegisterState.IN


@pytest.mark.parametrize(
    ("rows", "headers", "state"),
    [
        ([row("A", "P")], [header()], RegisterState.IN),
        (
            [row("A", "P")],
            [header(completed_at=AFTER + dt.timedelta(minutes=5))],
            RegisterState.LATE,
        ),
        ([row("A")], [], RegisterState.MISSING),
        ([row("A", "P"), row("B")], [header()], RegisterState.MISSING),
        (
            [row("A", "X")],
            [header(not_delivered_reason="Flood")],
            RegisterState.NOT_DELIVERED,
        ),
    ],
)
def test_register_lines_after_the_cut_off(rows, headers, state):
    [line] = register_lines(rows, headers, now=AFTER)
    assert line.state == state


def test_register_lines_in_order_of_session_provider_and_site():
    rows = [
        row(session="pm"),
        row(provider_name="Zoo", site_id=3),
        row(site_id=2, site_name="Barn"),
        row(),
    ]
    lines = register_lines(rows, [], now=NOW)
    assert [(line.session, line.provider_name, line.site_name) for line in lines] == [
        ("am", "Farm", "Barn"),
        ("am", "Farm", "Yard"),
        ("am", "Zoo", "Yard"),
        ("pm", "Farm", "Yard"),
    ]


def test_state_counts():
    rows = [
        row(site_id=1, observation="P"),
        row(site_id=2),
        row(site_id=3, observation="P"),
        row(site_id=4, session="pm", session_starts_at=dt.time(12, 45)),
        row(site_id=5, observation="X"),
    ]
    headers = [
        header(),
        header(site_id=3, completed_at=AFTER + dt.timedelta(minutes=1)),
        header(site_id=5, not_delivered_reason="Flood"),
    ]
    assert state_counts(register_lines(rows, headers, now=AFTER)) == {
        "due": 4,
        "in": 3,
        "late": 1,
        "missing": 1,
        "not_due": 1,
    }


def test_own_header_is_none_without_a_register():
    assert own_header(None, 0) is None
    assert own_header(header(), 5).marked == 5


def test_bands_put_worry_first_and_the_vulnerable_at_the_head():
    rows = [
        row("Present", "P"),
        row("Absent", "A"),
        row("Absent and looked after", "A", vulnerable="Looked after"),
        row("Late", "L"),
        row("Early", "E"),
        row("Not delivered", "X"),
        row("Unmarked"),
    ]
    assert [
        (name, number, [pupil.name for pupil in found]) for name, _, number, found in bands(rows)
    ] == [
        ("absent", "2", ["Absent and looked after", "Absent"]),
        ("unmarked", "1", ["Unmarked"]),
        ("short", "2", ["Late", "Early"]),
        ("undelivered", "1", ["Not delivered"]),
        ("present", "1", ["Present"]),
    ]


def test_day_table_has_not_yet_marked_as_a_value_of_its_own():
    words = {"school_name": "Hill", "minutes": None, "reason_words": "Ill", "saved_by": "Ann"}
    codes = {"code": "N", "decided": ""}
    rows = [row("A", "A", **words, **codes), row("B", **words, code="", decided="")]
    names, lines = day_table(rows, with_code=True)
    assert names[-2:] == ["Code", "Code is"]
    assert lines == [
        [
            MONDAY,
            "am",
            "A",
            "Hill",
            "Farm",
            "Yard",
            "Not here",
            "",
            "Ill",
            "Ann",
            "",
            "",
            "N",
            "proposed",
        ],
        [
            MONDAY,
            "am",
            "B",
            "Hill",
            "Farm",
            "Yard",
            "Not yet marked",
            "",
            "",
            "Ann",
            "",
            "",
            "",
            "",
        ],
    ]
    assert [len(line) for line in day_table(rows, with_code=False)[1]] == [12, 12]
