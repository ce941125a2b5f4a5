"""Suppression of small counts, so that no row, column or total gives one back.

Counts from 1 to the limit are hidden (5 by default: a choice of the authority's data protection
officer, no statutory figure: law.md 7), and then as many further cells as it takes until every
one of them could have been at least two different numbers, for a reader who knows all that is
printed and knows that a hidden cell is not zero.
"""

from dataclasses import dataclass

HIDDEN = "c"
LIMIT = 5
TOTAL = -1


@dataclass(frozen=True)
class Table:
    """Counts by row and column with their totals; a hidden cell is None."""

    rows: tuple
    columns: tuple
    cells: dict
    row_totals: dict
    column_totals: dict
    total: int | None

    def cell(self, row, column):
        return self.cells[row, column]


def suppressed(rows, columns, counts, *, limit=LIMIT):
    """The table of `counts` ({(row, column): n}, absent means 0) with small numbers hidden."""
    values = _with_totals(rows, columns, counts)
    shown = _hide(values, limit, _ends_in_table)
    return Table(
        rows=tuple(rows),
        columns=tuple(columns),
        cells={(r, c): shown[r, c] for r in rows for c in columns},
        row_totals={r: shown[r, TOTAL] for r in rows},
        column_totals={c: shown[TOTAL, c] for c in columns},
        total=shown[TOTAL, TOTAL],
    )


def suppressed_list(counts, *, limit=LIMIT):
    """({name: count or None}, total or None) of one list of counts with its total."""
    values = {("", name): n for name, n in counts.items()}
    values["", TOTAL] = sum(counts.values())
    shown = _hide(values, limit, _ends_in_list)
    return {name: shown["", name] for name in counts}, shown["", TOTAL]


def _hide(values, limit, ends):
    hidden = {key for key, n in values.items() if 1 <= n <= limit}
    for key in sorted(hidden, key=repr):
        while not _is_protected(key, values, hidden, ends):
            hidden.add(_next_to_hide(key, values, hidden))
    return {key: None if key in hidden else n for key, n in values.items()}


def _ends_in_table(key):
    """The two sums a number is part of; a total balances its line, so it runs the other way."""
    row, column = key
    ends = ("row", row), ("column", column)
    return ends[::-1] if (row == TOTAL) != (column == TOTAL) else ends


def _ends_in_list(key):
    """In a list only the total binds the numbers: whatever leaves one may go to any other."""
    ends = "sum", "elsewhere"
    return ends[::-1] if key[1] == TOTAL else ends


def _with_totals(rows, columns, counts):
    values = {(r, c): counts.get((r, c), 0) for r in rows for c in columns}
    values |= {(r, TOTAL): sum(values[r, c] for c in columns) for r in rows}
    values |= {(TOTAL, c): sum(values[r, c] for r in rows) for c in columns}
    values[TOTAL, TOTAL] = sum(values[r, TOTAL] for r in rows)
    return values


def _steps(values, hidden, ends):
    """How a hidden number may change by one while every printed sum stays true.

    Sums are the nodes of a flow; a hidden number is an arc both ways between its two: it may
    always rise, and fall while it stays above zero.
    """
    arcs = {}
    for key in hidden:
        start, end = ends(key)
        arcs.setdefault(start, set()).add((end, key))
        if values[key] >= 2:
            arcs.setdefault(end, set()).add((start, key))
    return arcs


def _is_protected(key, values, hidden, ends):
    """Whether some other set of numbers behind the hidden cells gives this one another value."""
    arcs = _steps(values, hidden, ends)
    return any(
        cell == key and _reaches(end, start, arcs, without=key)
        for start, steps in arcs.items()
        for end, cell in steps
    )


def _reaches(start, goal, arcs, *, without):
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        for following, cell in arcs.get(node, ()):
            if cell != without and following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _next_to_hide(key, values, hidden):
    """The cheapest further cell: in the same row or column first, inside before totals, the
    smallest number that is not zero before zeros."""

    def cost(other):
        near = other[0] == key[0] or other[1] == key[1]
        is_total = TOTAL in other
        return (values[other] == 0, not near, is_total, values[other], repr(other))

    return min((other for other in values if other not in hidden), key=cost)


def shown(value):
    """A count as printed."""
    return HIDDEN if value is None else f"{value:,}"


def share(part, whole):
    """A percentage to one decimal place as text; hidden when either number is."""
    if part is None or whole is None:
        return HIDDEN
    if whole == 0:
        return "–"
    return f"{part / whole:.1%}"
