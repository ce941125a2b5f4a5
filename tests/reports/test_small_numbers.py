import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apcommission.reports.small_numbers import HIDDEN, share, shown, suppressed, suppressed_list


def test_large_counts_are_printed_as_they_are():
    table = suppressed(["a", "b"], ["x"], {("a", "x"): 10, ("b", "x"): 20})
    assert table.cells == {("a", "x"): 10, ("b", "x"): 20}
    assert table.column_totals == {"x": 30}
    assert table.total == 30


def test_zero_is_printed():
    table = suppressed(["a", "b"], ["x"], {("b", "x"): 20})
    assert table.cell("a", "x") == 0


def test_a_lone_small_count_takes_another_with_it():
    assert suppressed_list({"a": 3, "b": 20, "d": 40}) == ({"a": None, "b": None, "d": 40}, 63)


def test_two_ones_are_not_given_back_by_their_total():
    """Two hidden cells that add up to 2 can only be 1 and 1: a third must go."""
    hidden, total = suppressed_list({"a": 1, "b": 1, "d": 40})
    assert (hidden, total) == ({"a": None, "b": None, "d": None}, 42)


def test_a_list_with_one_name_hides_its_total_too():
    assert suppressed_list({"a": 4}) == ({"a": None}, None)


@pytest.mark.parametrize("limit", [2, 5, 9])
def test_the_limit_is_a_setting(limit):
    table = suppressed(["a"], ["x", "y"], {("a", "x"): limit, ("a", "y"): 50}, limit=limit)
    assert table.cell("a", "x") is None


def consistent_tables(table, largest):
    """Every table of numbers that a reader of the printed one cannot rule out."""
    hidden = [key for key, value in table.cells.items() if value is None]
    for guess in itertools.product(range(1, largest + 1), repeat=len(hidden)):
        cells = {**table.cells, **dict(zip(hidden, guess, strict=True))}
        rows = {r: sum(cells[r, c] for c in table.columns) for r in table.rows}
        columns = {c: sum(cells[r, c] for r in table.rows) for c in table.columns}
        fits = (
            all(table.row_totals[r] in (None, n) for r, n in rows.items())
            and all(table.column_totals[c] in (None, n) for c, n in columns.items())
            and table.total in (None, sum(rows.values()))
        )
        if fits:
            yield cells


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_no_small_count_can_be_worked_out(numbers):
    """Brute force over every table that fits what is printed: each small count stays open."""
    keys = [(r, c) for r in "ab" for c in "xyz"]
    counts = dict(zip(keys, numbers, strict=True))
    table = suppressed("ab", "xyz", counts, limit=2)
    fitting = list(consistent_tables(table, largest=6))
    for key in keys:
        if 1 <= counts[key] <= 2:
            assert table.cells[key] is None
            # A zero that had to be hidden makes the reader's own assumption wrong: no table fits.
            assert len({cells[key] for cells in fitting}) != 1


def test_shown_and_share_hide_what_is_hidden():
    assert (shown(1234), shown(None)) == ("1,234", HIDDEN)
    assert (share(1, 4), share(None, 4), share(3, None), share(0, 0)) == ("25.0%", "c", "c", "–")
