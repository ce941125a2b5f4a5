"""Charts as figures: from values to the places of bars, lines and words, without any drawing.

Across, places are per cents of the width, so that words keep their size on a phone; down, they are
pixels. Each chart has a `finding`, the sentence a reader should take away: it is printed above the
drawing and is its text alternative. The same drawing serves pages and PDFs.
"""

import math
import zlib

COLOURS = ("#00594f", "#2b6cb0", "#b0521a", "#6d5a9e", "#5b6664", "#a33a2c")
LINE_HEIGHT = 240
MOST_LABELS = 7


def written(value, unit=""):
    """12, 12.5 or 1,250 with its unit; "no data" for None."""
    if value is None:
        return "no data"
    text = f"{value:,.1f}".removesuffix(".0")
    return f"{text}{unit}" if unit in ("", "%") else f"{text} {unit}"


def chart_id(finding):
    """An id that two charts of one page share only when they say the same."""
    return f"chart-{zlib.crc32(finding.encode()):08x}"


def bars(finding, rows, *, unit="", maximum=None, each="Item"):
    """Horizontal bars, one a row: rows are (label, value), values not below zero.

    `each` heads the first column of the table of figures, here and in the other charts.
    """
    longest = maximum or max((value or 0 for _, value in rows), default=0) or 1
    return {
        "id": chart_id(finding),
        "finding": finding,
        "height": 50 * len(rows),
        "bars": [
            {
                "label": label,
                "text": written(value, unit),
                "label_y": 50 * number + 16,
                "bar_y": 50 * number + 22,
                "width": round((value or 0) / longest * 100, 2),
            }
            for number, (label, value) in enumerate(rows)
        ],
        "columns": [each, {"label": "Value", "number": True}],
        "table": [[label, written(value, unit)] for label, value in rows],
    }


def stacked_bars(finding, parts, rows, *, unit="", each="Item"):
    """Bars cut into the same parts, each bar its own whole: rows are (label, [value a part])."""
    return {
        "id": chart_id(finding),
        "finding": finding,
        "height": 50 * len(rows),
        "legend": [
            {"label": part, "colour": COLOURS[number % len(COLOURS)]}
            for number, part in enumerate(parts)
        ],
        "bars": [
            {
                "label": label,
                "label_y": 50 * number + 16,
                "bar_y": 50 * number + 22,
                "text_y": 50 * number + 37,
                "pieces": list(_pieces(values)),
            }
            for number, (label, values) in enumerate(rows)
        ],
        "columns": [each, *({"label": part, "number": True} for part in parts)],
        "table": [[label, *(written(value, unit) for value in values)] for label, values in rows],
    }


def _pieces(values):
    whole, left = sum(values) or 1, 0.0
    for number, value in enumerate(values):
        width = value / whole * 100
        if value:
            yield {
                "x": round(left, 2),
                "width": round(width, 2),
                "middle": round(left + width / 2, 2),
                "colour": COLOURS[number % len(COLOURS)],
                # A narrow piece has no room for its number; the table below has it.
                "text": written(value) if width >= 9 else "",
            }
        left += width


def line(finding, points, *, unit="", target=None, low=None, high=None, each="When"):
    """A line through (label, value) in order; None is a gap, never a zero."""
    known = [value for _, value in points if value is not None]
    given = [*known, *([target] if target is not None else [])] or [0]
    steps = ticks(min(given) if low is None else low, max(given) if high is None else high)
    bottom, top = steps[0], steps[-1]

    def down(value):
        return round(20 + (LINE_HEIGHT - 60) * (top - value) / (top - bottom), 1)

    def across(number):
        return round(12 + 80 * number / max(len(points) - 1, 1), 2)

    dots = [
        {"x": across(number), "y": down(value), "text": written(value, unit)}
        if value is not None
        else None
        for number, (_, value) in enumerate(points)
    ]
    drawn = [dot for dot in dots if dot]
    return {
        "id": chart_id(finding),
        "finding": finding,
        "height": LINE_HEIGHT,
        "grid": [{"y": down(step), "text": written(step, unit)} for step in steps],
        "labels": _labels([label for label, _ in points], across),
        "label_y": LINE_HEIGHT - 14,
        "segments": [
            {"from": before, "to": after}
            for before, after in zip(dots, dots[1:], strict=False)
            if before and after
        ],
        "dots": drawn,
        "last": drawn[-1] if drawn else None,
        "target": None if target is None else {"y": down(target), "text": written(target, unit)},
        "columns": [each, {"label": "Value", "number": True}],
        "table": [[label, written(value, unit)] for label, value in points],
    }


def _labels(labels, across):
    step = max(1, math.ceil(len(labels) / MOST_LABELS))
    return [
        {"x": across(number), "text": label}
        for number, label in enumerate(labels)
        if number % step == 0
    ]


def ticks(low, high):
    """Three to six round numbers that hold both ends: 80, 85, 90, 95, 100 for 81 and 97."""
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * number, 10) for number in range(first, last + 1)]


def sparkline(finding, values):
    """A line as small as a word, 120 by 28: values in order, None a gap."""
    known = [value for value in values if value is not None]
    bottom, top = (min(known), max(known)) if known else (0, 1)
    spread = (top - bottom) or 1
    places = [
        None
        if value is None
        else (
            round(4 + 112 * n / max(len(values) - 1, 1), 1),
            round(24 - 20 * (value - bottom) / spread, 1),
        )
        for n, value in enumerate(values)
    ]
    runs, run = [], []
    for place in [*places, None]:
        if place:
            run.append(f"{place[0]},{place[1]}")
        elif run:
            runs.append(" ".join(run))
            run = []
    last = next((place for place in reversed(places) if place), None)
    return {"id": chart_id(finding), "finding": finding, "runs": runs, "last": last}
