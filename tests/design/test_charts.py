import pytest

from apcommission.design import charts


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12, "", "12"),
        (12.0, "%", "12%"),
        (12.54, "%", "12.5%"),
        (1250, "sessions", "1,250 sessions"),
        (0, "", "0"),
        (None, "%", "no data"),
    ],
)
def test_written(value, unit, text):
    assert charts.written(value, unit) == text


def test_longest_bar_fills_the_width_and_the_others_are_in_proportion():
    chart = charts.bars("Ill leads", [("Ill", 40), ("Other", 10), ("None", 0)], unit="days")
    assert [bar["width"] for bar in chart["bars"]] == [100, 25, 0]
    assert [bar["text"] for bar in chart["bars"]] == ["40 days", "10 days", "0 days"]
    assert [bar["bar_y"] for bar in chart["bars"]] == [22, 72, 122]
    assert chart["height"] == 150
    assert chart["columns"] == ["Item", {"label": "Value", "number": True}]
    assert chart["table"] == [["Ill", "40 days"], ["Other", "10 days"], ["None", "0 days"]]


@pytest.mark.parametrize(
    ("rows", "maximum", "widths"),
    [
        ([("a", 40)], 100, [40]),
        ([("a", 0), ("b", 0)], None, [0, 0]),
        ([("a", None), ("b", 5)], None, [0, 100]),
        ([], None, []),
    ],
)
def test_bars_at_the_edges(rows, maximum, widths):
    chart = charts.bars("x", rows, maximum=maximum)
    assert [bar["width"] for bar in chart["bars"]] == widths


def test_pieces_of_a_stacked_bar_fill_it():
    chart = charts.stacked_bars("x", ["Present", "Late", "Absent"], [("Hill Farm", [60, 4, 16])])
    (bar,) = chart["bars"]
    assert [(piece["x"], piece["width"]) for piece in bar["pieces"]] == [
        (0, 75),
        (75, 5),
        (80, 20),
    ]
    assert [piece["text"] for piece in bar["pieces"]] == ["60", "", "16"]
    assert [piece["colour"] for piece in bar["pieces"]] == [
        part["colour"] for part in chart["legend"]
    ]
    assert chart["table"] == [["Hill Farm", "60", "4", "16"]]


def test_a_part_of_nothing_is_not_drawn_and_keeps_the_colours_of_the_others():
    chart = charts.stacked_bars("x", ["a", "b", "c"], [("one", [1, 0, 1]), ("none", [0, 0, 0])])
    assert [piece["colour"] for piece in chart["bars"][0]["pieces"]] == [
        charts.COLOURS[0],
        charts.COLOURS[2],
    ]
    assert chart["bars"][1]["pieces"] == []


def test_line_breaks_where_there_is_no_value():
    points = [("W1", 80), ("W2", None), ("W3", 90), ("W4", 100)]
    chart = charts.line("x", points, unit="%", low=80, high=100)
    assert [dot["x"] for dot in chart["dots"]] == [12, 65.33, 92]
    assert [dot["y"] for dot in chart["dots"]] == [200, 110, 20]
    assert [(s["from"]["text"], s["to"]["text"]) for s in chart["segments"]] == [("90%", "100%")]
    assert chart["last"]["text"] == "100%"
    assert chart["table"][1] == ["W2", "no data"]


def test_target_widens_the_scale():
    chart = charts.line("x", [("W1", 81), ("W2", 84)], unit="%", target=95)
    assert [step["text"] for step in chart["grid"]] == ["80%", "85%", "90%", "95%"]
    assert chart["target"] == {"y": 20, "text": "95%"}


@pytest.mark.parametrize("points", [[], [("W1", None)], [("W1", 5)]])
def test_line_of_little_or_nothing_can_be_drawn(points):
    chart = charts.line("x", points)
    assert chart["segments"] == []
    assert len(chart["dots"]) == len([value for _, value in points if value is not None])


def test_labels_are_thinned_out():
    chart = charts.line("x", [(f"W{n}", n) for n in range(1, 40)])
    assert [label["text"] for label in chart["labels"]] == [
        "W1", "W7", "W13", "W19", "W25", "W31", "W37",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (81, 97, [80, 85, 90, 95, 100]),
        (0, 3, [0, 1, 2, 3]),
        (0, 0.4, [0, 0.1, 0.2, 0.3, 0.4]),
        (5, 5, [4, 4.5, 5, 5.5, 6]),
        (0, 1234, [0, 500, 1000, 1500]),
        (-3, 3, [-4, -2, 0, 2, 4]),
    ],
)
def test_ticks_are_round_and_hold_both_ends(low, high, steps):
    assert charts.ticks(low, high) == steps


def test_sparkline_goes_from_left_to_right_and_from_low_to_high():
    chart = charts.sparkline("x", [10, None, 20, 15])
    assert chart["runs"] == ["4.0,24.0", "78.7,4.0 116.0,14.0"]
    assert chart["last"] == (116.0, 14.0)


@pytest.mark.parametrize(
    ("values", "runs"), [([], []), ([None], []), ([7, 7], ["4.0,24.0 116.0,24.0"])]
)
def test_sparkline_of_little_or_nothing(values, runs):
    assert charts.sparkline("x", values)["runs"] == runs


def test_every_colour_bears_white_words():
    """WCAG 1.4.3: 4.5 to 1 for the numbers inside the pieces."""

    def light(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert [c for c in charts.COLOURS if 1.05 / (light(c) + 0.05) < 4.5] == []


def test_charts_with_other_findings_have_other_ids():
    long = "Attendance of pupils at the providers of this area in the autumn term "
    ids = [charts.bars(long + end, [])["id"] for end in ("rose", "fell", "rose")]
    assert (ids[0] == ids[1], ids[0] == ids[2]) == (False, True)
