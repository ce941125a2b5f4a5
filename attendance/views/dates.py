"""Which date a page is about, and the days beside it."""

import datetime as dt

from django.utils import timezone

from apcommission.design.templatetags.design import long_date
from apcommission.terms.choices import Session
from attendance.forms.mark import DateForm

DAY = dt.timedelta(days=1)
FRIDAY = 4


def chosen_date(request):
    """(date, form): the date asked for as ?date=2026-11-23 or in three boxes, else today."""
    form = DateForm(request.GET if "date_0" in request.GET else None)
    if form.is_bound:
        return (form.cleaned_data["date"] if form.is_valid() else timezone.localdate()), form
    try:
        return dt.date.fromisoformat(request.GET.get("date", "")), form
    except ValueError:
        return timezone.localdate(), form


def caption(place, date, session):
    """ "Main yard, Monday 23 November 2026, morning" """
    return f"{place}, {long_date(date)}, {Session(session).label}"


def beside(date):
    """(the weekday before, the weekday after) a date."""
    before, after = date - DAY, date + DAY
    while before.weekday() > FRIDAY:
        before -= DAY
    while after.weekday() > FRIDAY:
        after += DAY
    return before, after
