import datetime as dt

import pytest
import time_machine

from apcommission.supervisor.loaded import begin, finish, holds, wanted

DAY = dt.date(2026, 11, 23)
DEMO = wanted(["--size=small"], "postgres:///d", today=DAY)


def test_folder_holds_what_was_finished(tmp_path):
    assert holds(tmp_path, DEMO) is False
    finish(tmp_path, DEMO)
    assert holds(tmp_path, DEMO) is True


def test_folder_holds_nothing_once_another_load_began(tmp_path):
    finish(tmp_path, DEMO)
    begin(tmp_path)
    begin(tmp_path)
    assert holds(tmp_path, DEMO) is False


@pytest.mark.parametrize(
    "other",
    [
        wanted(["--size=la"], "postgres:///d", today=DAY),
        wanted(["--size=small", "--seed=7"], "postgres:///d", today=DAY),
        wanted(["--size=small"], "postgres:///other", today=DAY),
        wanted(["--size=small"], "postgres:///d", today=dt.date(2026, 11, 24)),
    ],
)
def test_other_options_another_day_or_database_is_another_demo(tmp_path, other):
    finish(tmp_path, DEMO)
    assert holds(tmp_path, other) is False


def test_order_of_the_options_does_not_matter():
    one = wanted(["--seed=7", "--size=small"], "postgres:///d", today=DAY)
    assert one == wanted(["--size=small", "--seed=7"], "postgres:///d", today=DAY)


@time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
def test_day_is_today_unless_given():
    assert wanted([], "x")["day"] == "2026-11-23"


def test_addresses_password_is_not_written_down(tmp_path):
    finish(tmp_path, wanted([], "postgres://o:secret@h/d"))
    assert "secret" not in (tmp_path / "loaded.json").read_text()


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_broken_note_holds_nothing(tmp_path, text):
    (tmp_path / "loaded.json").write_text(text)
    assert holds(tmp_path, DEMO) is False
