"""What every import of a spreadsheet says about the rows that it cannot use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the row's number, the column, what was given, what to do."""

    row: int
    column: str
    given: str
    advice: str


def rows_with_problems(columns, problems, bad_rows):
    """(headings, rows) of a file that gives the bad rows back with a column "Problem".

    `problems` are dicts of a Problem; `bad_rows` is {row number: {column: text}}, its keys text
    because it was kept as JSON.
    """
    advice = {}
    for problem in problems:
        words = f"{problem['column']}: {problem['advice']}"
        advice.setdefault(str(problem["row"]), []).append(words)
    rows = [
        [*[row.get(column, "") for column in columns], " ".join(advice[number])]
        for number, row in sorted(bad_rows.items(), key=lambda pair: int(pair[0]))
    ]
    return [*columns, "Problem"], rows
