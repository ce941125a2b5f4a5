"""Template tags and filters of the page kit."""

import datetime

from django import template
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from apcommission.design.colours import tag_colour
from apcommission.design.wording import lower_first

register = template.Library()
NOT_GIVEN = mark_safe('<span class="app-quiet">Not given</span>')  # nosec B308 B703 -- a constant


# Dates: one way of writing each, whatever the language settings of the server.


def _written(value, form):
    return dateformat.format(value, form) if value else ""


@register.filter(expects_localtime=True)
def short_date(value):
    """23 Nov 2026"""
    return _written(value, "j M Y")


@register.filter(expects_localtime=True)
def long_date(value):
    """Monday 23 November 2026"""
    return _written(value, "l j F Y")


@register.filter(expects_localtime=True)
def clock(value):
    """09:12"""
    return _written(value, "H:i")


@register.filter(expects_localtime=True)
def moment(value):
    """23 Nov 2026, 09:12"""
    return _written(value, "j M Y, H:i")


@register.filter
def to(start, end):
    """23 to 27 Nov 2026, 30 Nov to 4 Dec 2026, or "23 Nov 2026 onwards" without an end."""
    if not start:
        return ""
    if not end:
        return f"{short_date(start)} onwards"
    if start == end:
        return short_date(start)
    if start.year != end.year:
        return f"{short_date(start)} to {short_date(end)}"
    first = "j" if start.month == end.month else "j M"
    return f"{_written(start, first)} to {short_date(end)}"


@register.filter
def iso(value):
    """2026-11-23, or with the time and its zone: the machine's way, for <time datetime>."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


# Numbers and words


@register.filter
def plural(number, words):
    """ "3 pupils" for 3|plural:"pupil"; give both words when s is not enough: "child,children"."""
    one, _, many = words.partition(",")
    return f"{thousands(number)} {one if number == 1 else many or one + 's'}"


@register.filter
def thousands(number):
    """12,345; nothing stays nothing."""
    return "" if number is None else f"{number:,}"


@register.filter
def pounds(amount):
    """£1,250.50; whole pounds without pence: £1,250."""
    if amount is None:
        return ""
    places = 0 if amount == int(amount) else 2
    sign = "−" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.{places}f}"


@register.filter
def percent(value):
    """94.5%, of a value already in per cent; a dash when there is nothing to divide by."""
    return "–" if value is None else f"{value:.1f}%"


# Tags that draw something


@register.simple_tag
def status_tag(status, label="", colour=""):
    """A GOV.UK tag. The colour follows the status (design.colours) unless one is given."""
    words = str(label or status).replace("_", " ")
    if not words:
        return ""
    colour = colour or tag_colour(status)
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, words[:1].upper() + words[1:]
    )


@register.simple_tag(takes_context=True)
def column(context, label, sort="", number=False):
    """A table's column heading; with `sort` a link that sorts by that key, and back again.

    The page's `?sort=` holds the key, with a minus sign before it for the other direction.
    """
    # A constant, whatever the label says.
    css = mark_safe(' class="app-number"' if number else "")  # nosec B308 B703
    if not sort:
        return format_html('<th scope="col"{}>{}</th>', css, label)
    query = context["request"].GET.copy()
    current = query.get("sort", "")
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(current, "none")
    query["sort"] = f"-{sort}" if current == sort else sort
    query.pop("page", None)
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a class="app-sort" href="?{}">{}</a></th>',
        direction,
        css,
        query.urlencode(),
        label,
    )


@register.simple_tag
def page_window(page):
    """The page numbers to link to, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.inclusion_tag("_components/table.html", takes_context=True)
def data_table(context, caption, columns, rows, caption_size="m", row_headings=True):
    """A table from values: columns are words or {label, sort, number}; rows are lists of cells.

    A cell is a value, or {text, url, status, hint}. The first of each row is its heading.
    """
    heads = [{"label": each} if not isinstance(each, dict) else each for each in columns]
    return {
        "request": context.get("request"),
        "caption": caption,
        "caption_size": caption_size,
        "columns": heads,
        "rows": [list(zip(heads, map(_cell, row), strict=True)) for row in rows],
        "row_headings": row_headings,
    }


def _cell(value):
    return value if isinstance(value, dict) else {"text": value}


@register.inclusion_tag("_components/filter_chips.html", takes_context=True)
def filter_chips(context, form):
    """The filters in force, each a link that takes it away. Reads the form and the page's query."""
    query = context["request"].GET
    return {"chips": list(chips(form, query)), "clear_url": _without_filters(form, query)}


def chips(form, query):
    """Yield {name, text, url} for each value of the form's fields in the query."""
    for field in form.visible_fields():
        named = dict(_choices(field))
        for value in query.getlist(field.html_name):
            if value:
                rest = query.copy()
                rest.setlist(
                    field.html_name, [v for v in query.getlist(field.html_name) if v != value]
                )
                rest.pop("page", None)
                text = named.get(value, value)
                yield {"name": field.label, "text": text, "url": f"?{rest.urlencode()}"}


def _choices(field):
    for value, label in getattr(field.field, "choices", ()):
        if isinstance(label, (list, tuple)):
            yield from ((str(inner), words) for inner, words in label)
        else:
            yield str(value), label


def _without_filters(form, query):
    rest = query.copy()
    for name in [field.html_name for field in form.visible_fields()] + ["page"]:
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


# Tags that wrap what stands between them


@register.simple_block_tag
def details(content, summary, opened=False):
    """Words the reader may open: {% details "What should I choose?" %}...{% enddetails %}."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        mark_safe(" open") if opened else "",  # nosec B308 B703 -- a constant
        summary,
        content,
    )


@register.simple_block_tag
def inset(content):
    """A remark set off from the text."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning(content):
    """A serious remark with the warning sign."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">'
        '!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">'
        "Warning</span> {}</strong></div>",
        content,
    )


@register.simple_block_tag
def summary_row(content, key, change="", action="Change"):
    """A row inside <dl class="govuk-summary-list">; an empty value reads "Not given"."""
    value = content if content.strip() else NOT_GIVEN
    link = ""
    if change:
        link = format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
            '<span class="govuk-visually-hidden"> {}</span></a></dd>',
            change,
            action,
            lower_first(str(key)),
        )
    return format_html(
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        "" if change else " govuk-summary-list__row--no-actions",
        key,
        value,
        link,
    )
