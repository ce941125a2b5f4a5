import pytest

from apcommission.reports.forum_contents import headline, sections

FIGURES = {
    "as_at": "2026-11-20",
    "limit": 5,
    "phases": {
        "heading": "Phase",
        "columns": ["Arranged by schools", "Arranged by the LA", "All"],
        "rows": [["Primary", 0, 12, 12], ["Key stage 3", None, None, 20]],
        "total": [None, None, 32],
    },
    **{
        name: {"heading": name, "columns": ["Placements"], "rows": [["a", 1200]], "total": [1200]}
        for name in ("schools", "hours", "providers")
    },
    **{
        name: {
            "heading": name,
            "columns": ["Placements", "A year before"],
            "rows": [["a", 9, 8], ["b", None, 0]],
            "total": [12, 8],
        }
        for name in ("reasons", "registration")
    },
    "attendance": {"rate": "88.4", "possible": 12},
    "money": {"week_pence": 1234500, "average_pence": None},
}


@pytest.fixture
def by_title():
    return {section.title: section for section in sections(FIGURES)}


def test_sections_print_hidden_numbers_as_their_sign(by_title):
    section = by_title["Pupils in alternative provision, by phase"]
    assert section.rows == [["Primary", "0", "12", "12"], ["Key stage 3", "c", "c", "20"]]
    assert section.total == ["All", "c", "c", "32"]
    assert section.finding == "32 pupils were in alternative provision."


def test_sections_say_both_years(by_title):
    assert by_title["Placements by reason"].finding == "12 placements, against 8 a year before."


def test_sections_group_thousands(by_title):
    assert by_title["Placements by home school"].rows == [["a", "1,200"]]


def test_section_chart_has_no_bar_for_a_hidden_number(by_title):
    chart = by_title["Placements by reason"].chart
    assert [(bar["text"], bar["width"]) for bar in chart["bars"]] == [("9", 100.0), ("c", 0.0)]
    assert chart["figures_beside"]


def test_every_section_says_what_it_counts():
    assert [section.title for section in sections(FIGURES) if not section.definition] == []


def test_headline_hides_what_is_hidden():
    assert headline(FIGURES) == [
        ("Attendance, academic year to date", "88.4%"),
        ("Planned cost of one week", "£12,345"),
        ("Average weekly cost of a placement", "c"),
    ]


def test_headline_has_a_dash_where_nothing_was_recorded():
    nothing = {**FIGURES, "attendance": {"rate": None, "possible": 0}}
    hidden = {**FIGURES, "attendance": {"rate": None, "possible": None}}
    assert [headline(figures)[0][1] for figures in (nothing, hidden)] == ["–", "c"]
