"""Requests that a provider has not answered, and by when it should have."""

import datetime as dt

from django.utils import timezone

from apcommission.terms.calendars import calendars_for

# School days that a provider has to answer (product.md, "request unanswered").
ANSWER_WITHIN = 5
# The way to a fifth school day leads over the longest holiday.
LOOK_AHEAD = dt.timedelta(days=70)


def answer_due(requests):
    """{placement id: the day by which an answer was owed}, by the calendar of the authority and
    school, in two queries. Seven days where no half terms are known."""
    if not requests:
        return {}
    asked = {each.pk: timezone.localdate(each.requested_at) for each in requests}
    calendars = calendars_for(
        {(each.authority_id, each.school_id, None) for each in requests},
        start=min(asked.values()),
        end=max(asked.values()) + LOOK_AHEAD,
    )
    due = {}
    for each in requests:
        calendar = calendars[each.authority_id, each.school_id, None]
        day = asked[each.pk]
        found = calendar.school_day_after(day, ANSWER_WITHIN)
        due[each.pk] = found or day + dt.timedelta(days=7)
    return due
