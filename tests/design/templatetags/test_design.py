import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory

from apcommission.design.templatetags import design

DAY = datetime.date(2026, 11, 3)
# In July England is an hour ahead of this time.
SUMMER = datetime.datetime(2026, 7, 6, 8, 5, tzinfo=datetime.UTC)


def drawn(source, query="", **context):
    template = engines["django"].from_string("{% load design %}" + source)
    return template.render(context, RequestFactory().get(f"/list/{query}"))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("short_date", DAY, "3 Nov 2026"),
        ("long_date", DAY, "Tuesday 3 November 2026"),
        ("clock", SUMMER, "09:05"),
        ("clock", datetime.time(9, 5), "09:05"),
        ("moment", SUMMER, "6 Jul 2026, 09:05"),
        ("short_date", datetime.datetime(2026, 7, 6, 23, 30, tzinfo=datetime.UTC), "7 Jul 2026"),
        ("short_date", None, ""),
        ("clock", "", ""),
        ("iso", DAY, "2026-11-03"),
        ("iso", SUMMER, "2026-07-06T08:05:00+00:00"),
        ("iso", None, ""),
        ("thousands", 12345, "12,345"),
        ("thousands", None, ""),
        ("pounds", Decimal("1250.50"), "£1,250.50"),
        ("pounds", 1250, "£1,250"),
        ("pounds", Decimal("-3.10"), "−£3.10"),
        ("pounds", None, ""),
        ("percent", 94.46, "94.5%"),
        ("percent", 0, "0.0%"),
        ("percent", None, "–"),
    ],
)
def test_filters_write_it_one_way(name, value, text):
    assert drawn("{{ value|" + name + " }}", value=value) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((2026, 11, 23), (2026, 11, 27), "23 to 27 Nov 2026"),
        ((2026, 11, 30), (2026, 12, 4), "30 Nov to 4 Dec 2026"),
        ((2026, 12, 30), (2027, 1, 4), "30 Dec 2026 to 4 Jan 2027"),
        ((2025, 11, 3), (2026, 11, 3), "3 Nov 2025 to 3 Nov 2026"),
        ((2026, 11, 3), (2026, 11, 3), "3 Nov 2026"),
        ((2026, 11, 3), None, "3 Nov 2026 onwards"),
        (None, None, ""),
    ],
)
def test_range_of_dates(start, end, text):
    dates = [each and datetime.date(*each) for each in (start, end)]
    assert design.to(*dates) == text


@pytest.mark.parametrize(
    ("number", "words", "text"),
    [
        (1, "pupil", "1 pupil"),
        (0, "pupil", "0 pupils"),
        (1200, "pupil", "1,200 pupils"),
        (1, "child,children", "1 child"),
        (2, "child,children", "2 children"),
    ],
)
def test_plural(number, words, text):
    assert design.plural(number, words) == text


@pytest.mark.parametrize(
    ("arguments", "html"),
    [
        ('"not_yet_met"', '<strong class="govuk-tag govuk-tag--red">Not yet met</strong>'),
        ('"live" "Live now"', '<strong class="govuk-tag govuk-tag--green">Live now</strong>'),
        ('"live" colour="red"', '<strong class="govuk-tag govuk-tag--red">Live</strong>'),
        ("words", '<strong class="govuk-tag govuk-tag--grey">&lt;b&gt;</strong>'),
        ('""', ""),
    ],
)
def test_status_tag(arguments, html):
    assert drawn("{% status_tag " + arguments + " %}", words="<b>") == html


@pytest.mark.parametrize(
    ("query", "sort", "href"),
    [
        ("", "none", "?sort=days"),
        ("?sort=days", "ascending", "?sort=-days"),
        ("?sort=-days", "descending", "?sort=days"),
        ("?sort=name&page=3&q=a%26b", "none", "?sort=days&amp;q=a%26b"),
    ],
)
def test_sorted_column(query, sort, href):
    assert drawn('{% column "Days" sort="days" number=True %}', query) == (
        f'<th scope="col" aria-sort="{sort}" class="app-number">'
        f'<a class="app-sort" href="{href}">Days</a></th>'
    )


def test_column_that_cannot_be_sorted():
    assert drawn("{% column label %}", label="<b>") == '<th scope="col">&lt;b&gt;</th>'


def test_data_table():
    columns = ["Name", {"label": "Days", "number": True, "sort": "days"}]
    rows = [["<b>", 3], [{"text": "Mo", "url": "/mo/"}, {"status": "live", "hint": "since May"}]]
    context = {"caption": "People <i>", "columns": columns, "rows": rows}
    html = drawn("{% data_table caption columns rows %}", **context)
    assert "<b>" not in html
    assert "<i>" not in html
    assert html.count('<th scope="row">') == 2
    assert '<a class="govuk-link" href="/mo/">Mo</a>' in html
    assert '<td data-label="Days" class="app-number">' in html
    assert 'href="?sort=days"' in html
    assert "since May" in html


def test_data_table_without_row_headings_or_request():
    template = engines["django"].from_string(
        '{% load design %}{% data_table "x" columns rows row_headings=False %}'
    )
    html = template.render({"columns": ["Name"], "rows": [["Mo"]]})
    assert '<td data-label="Name">Mo' in html.replace("\n", "")


def test_row_with_another_number_of_cells_is_a_mistake():
    with pytest.raises(ValueError, match="zip"):
        drawn('{% data_table "x" columns rows %}', columns=["Name"], rows=[["Mo", 3]])


class Filters(forms.Form):
    need = forms.ChoiceField(choices=[("Group", [("m", "Maths <b>")]), ("a", "Art")])
    days = forms.MultipleChoiceField(choices=[("1", "Monday"), ("2", "Tuesday")])
    words = forms.CharField()


def test_each_chip_takes_away_its_value_only():
    query = QueryDict("need=m&days=1&days=2&words=&page=4&sort=x&other=7")
    found = list(design.chips(Filters(query), query))
    assert [(chip["name"], chip["text"], chip["url"]) for chip in found] == [
        ("Need", "Maths <b>", "?days=1&days=2&words=&sort=x&other=7"),
        ("Days", "Monday", "?need=m&days=2&words=&sort=x&other=7"),
        ("Days", "Tuesday", "?need=m&days=1&words=&sort=x&other=7"),
    ]


def test_chips_are_drawn_escaped_with_a_way_to_clear_all():
    query = "?need=m&words=%3Cb%3E&sort=x"
    html = drawn("{% filter_chips form %}", query, form=Filters())
    assert "<b>" not in html
    assert html.count('class="app-chip"') == 2
    assert 'href="?sort=x">Clear filters' in html


def test_no_filter_no_chips():
    assert drawn("{% filter_chips form %}", "?sort=x", form=Filters()).strip() == ""


def test_page_window_leaves_out_what_is_far():
    page = Paginator(range(200), 10).page(10)
    assert design.page_window(page) == [1, "…", 9, 10, 11, "…", 20]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{% inset %}{{ x }}{% endinset %}", '<div class="govuk-inset-text">&lt;b&gt;</div>'),
        ("{% details x %}<p>{{ x }}</p>{% enddetails %}", "<p>&lt;b&gt;</p></div></details>"),
        ("{% details x opened=True %}{% enddetails %}", '<details class="govuk-details" open>'),
        ("{% warning %}{{ x }}{% endwarning %}", "Warning</span> &lt;b&gt;</strong></div>"),
    ],
)
def test_tags_that_wrap(source, html):
    result = drawn(source, x="<b>")
    assert html in result
    assert "<b>" not in result


def test_summary_row():
    html = drawn('{% summary_row "Start date" change="/e/" %}{{ x }}{% endsummary_row %}', x="<b>")
    assert '<dd class="govuk-summary-list__value">&lt;b&gt;</dd>' in html
    assert (
        '<a class="govuk-link" href="/e/">Change'
        '<span class="govuk-visually-hidden"> start date</span></a>'
    ) in html


def test_summary_row_without_a_value_says_so():
    html = drawn('{% summary_row "UPN" action="Add" change="/e/" %} {% endsummary_row %}')
    assert '<span class="app-quiet">Not given</span>' in html
    assert '>Add<span class="govuk-visually-hidden"> UPN</span>' in html
