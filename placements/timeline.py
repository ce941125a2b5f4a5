"""What happened to a placement, told from its own rows, for the page."""

import datetime as dt

from django.utils import timezone

from placements.choices import Status

ANSWERS = {Status.DECLINED: "Declined by the provider"}


def events_of(placement, *, slots, plans, reviews):
    """Timeline events, newest first; the lists are empty for those who may not read them."""
    events = [
        {
            "title": "Requested",
            "by": placement.requested_by.name,
            "at": placement.requested_at,
            "text": f"From {placement.starts_on:%-d %B %Y}"
            if placement.answered_at is None
            else "",
        },
        *_answer(placement),
        *_ends(placement),
        *[_plan(plan) for plan in plans if plan.version > 1],
        *[_review(review) for review in reviews],
        *_timetables(placement, slots),
    ]
    return sorted(events, key=lambda event: _moment(event["at"]), reverse=True)


def _answer(placement):
    if placement.answered_at:
        yield {
            "title": ANSWERS.get(placement.status, "Accepted by the provider"),
            "by": placement.provider.name,
            "at": placement.answered_at,
            "text": placement.answer_note,
        }


def _ends(placement):
    if placement.is_live or placement.status == Status.ENDED:
        yield {"title": "Started", "at": placement.starts_on}
    if placement.ended_on:
        words = placement.get_end_reason_display()
        yield {
            "title": "Ended",
            "at": placement.ended_on,
            "text": f"{words}. {placement.end_note}".strip(),
        }


def _plan(plan):
    return {
        "title": f"Support plan, version {plan.version}",
        "by": plan.written_by.name,
        "at": plan.written_at,
    }


def _review(review):
    return {
        "title": "Review held",
        "by": review.recorded_by.name,
        "at": review.held_on,
        "text": review.get_outcome_display(),
    }


def _timetables(placement, slots):
    days = {slot.valid_from for slot in slots if slot.is_agreed}
    for day in sorted(days - {placement.starts_on}):
        yield {"title": "New timetable", "at": day}


def _moment(at):
    if isinstance(at, dt.datetime):
        return at
    return timezone.make_aware(dt.datetime.combine(at, dt.time(8, 30)))
