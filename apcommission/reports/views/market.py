"""What the market lacks: the numbers, the list behind each, and the file."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from apcommission.documents.spreadsheet import csv_response, xlsx_response
from apcommission.reports import market

PAGE = 50
COLUMNS = ["Breakdown", "Group", *market.KINDS.values()]


@allow(P.MARKET_VIEW)
def market_gap(request):
    period, start, end, found = _asked(request)
    context = {
        "periods": market.PERIODS.items(),
        "period": period,
        "start": start,
        "end": end,
        "stats": [
            {
                "value": number,
                "label": market.KINDS[kind],
                "url": f"{reverse('reports:market_gap_list', args=[kind])}?period={period}",
            }
            for kind, number in market.totals(found).items()
        ],
        "breakdowns": [
            (key, title, market.groups(found, key)) for key, title in market.BREAKDOWNS.items()
        ],
        "kinds": market.KINDS.values(),
        "definitions": market.DEFINITIONS,
        "note": market.NOTE,
        "any": bool(found),
    }
    return render(request, "reports/market_gap.html", context)


@allow(P.MARKET_VIEW)
def market_gap_list(request, kind):
    """The requests or searches behind one number: `?by=need&value=semh` narrows."""
    if kind not in market.KINDS:
        raise Http404(kind)
    period, start, end, found = _asked(request)
    breakdown, value = request.GET.get("by", ""), request.GET.get("value", "")
    listed = market.narrowed(found, kind, breakdown, value)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    if kind != market.SEARCHES:
        viewed(request, [gap.record.pupil for gap in page])
    context = {
        "back": f"{reverse('reports:market_gap')}?period={period}",
        "title": market.KINDS[kind],
        "group": _group(found, breakdown, value),
        "is_search": kind == market.SEARCHES,
        "is_declined": kind == market.DECLINED,
        "start": start,
        "end": end,
        "page": page,
    }
    return render(request, "reports/market_gap_list.html", context)


@allow(P.MARKET_VIEW)
def market_gap_file(request, kind):
    """The numbers of the page as a spreadsheet."""
    period, start, end, found = _asked(request)
    rows = [
        [title, group.label, *group.numbers]
        for key, title in market.BREAKDOWNS.items()
        for group in market.groups(found, key)
    ]
    rows.append(["All", "Each counted once", *market.totals(found).values()])
    name = f"market-gap-{start:%Y-%m-%d}-to-{end:%Y-%m-%d}.{kind}"
    match kind:
        case "csv":
            return csv_response(name, COLUMNS, rows)
        case "xlsx":
            notes = [("Period", f"{start:%-d %B %Y} to {end:%-d %B %Y}"), *market.DEFINITIONS]
            return xlsx_response(name, COLUMNS, rows, notes)
    raise Http404(kind)


def _asked(request):
    """(key of the period, its first and last day, the Gaps of it)."""
    today = timezone.localdate()
    period = request.GET.get("period")
    period = period if period in market.PERIODS else market.USUAL
    start, end = market.period_dates(period, today)
    return period, start, end, market.gaps(request.user, start, end, today)


def _group(found, breakdown, value):
    """The label of the group that the list is narrowed to; empty without one."""
    if breakdown not in market.BREAKDOWNS:
        return ""
    labels = {group.value: group.label for group in market.groups(found, breakdown)}
    return labels.get(value, "")
