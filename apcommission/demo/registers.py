"""The demo's attendance: long past sessions in bulk by the same rules, the last weeks register by
register through the action a provider's own press takes."""

import datetime as dt
import uuid
from collections import defaultdict
from random import Random

from apcommission.demo import clock
from apcommission.demo.calendar import school_days
from apcommission.terms.choices import Session
from attendance import actions
from attendance.choices import (
    AbsenceReason,
    FollowUpOutcome,
    Observation,
    PlannedKind,
    SeenSafe,
)
from attendance.history import write_history
from attendance.planning import MarkInput

SAVED_AT = {Session.AM: "09:41", Session.PM: "13:02"}
REASONS = (
    [AbsenceReason.ILL] * 4
    + [AbsenceReason.UNKNOWN] * 3
    + [
        AbsenceReason.REFUSED,
        AbsenceReason.MEDICAL,
        AbsenceReason.TRANSPORT,
    ]
)
UNKNOWN_NAMESPACE = uuid.UUID("6f6c5c0e-8d7e-4f0a-9b43-0d9c3c1a4f10")


def observed(child, date, session):
    """(observation, minutes, reason) of a child in a session: chance, but always the same."""
    random = Random(f"{child.number}-{date}-{session}")
    if random.random() > child.planned.attends:
        return Observation.ABSENT, None, random.choice(REASONS)
    chance = random.random()
    if chance < 0.05 and session == Session.AM:
        return Observation.LATE, random.choice((5, 10, 15, 25)), None
    if chance > 0.985:
        return Observation.LEFT_EARLY, random.choice((20, 40)), None
    return Observation.PRESENT, None, None


def expected(children, start, end):
    """{(provider key, date, session): [child]} of the planned sessions of started placements."""
    sheets = defaultdict(list)
    days = school_days(start, end)
    for child in children:
        planned = child.planned
        if planned.story in ("unanswered", "agreed"):
            continue
        last = planned.ended_on or end
        for day in days:
            if planned.starts_on <= day <= last:
                for weekday, session in planned.half_days:
                    if weekday == day.isoweekday():
                        sheets[planned.provider, day, session].append(child)
    return dict(sorted(sheets.items(), key=lambda item: (item[0][1], item[0][2], item[0][0])))


def write_past(cast, children, start, end):
    """All sessions from start to end in bulk; returns how many registers."""
    sheets = expected(children, start, end)
    write_history(
        by="demo",
        registers=[
            (
                cast.sites[key],
                date,
                session,
                clock.london(date, SAVED_AT[session]),
                cast.provider_staff(key),
                [(child.placement, *observed(child, date, session)) for child in sheet],
            )
            for (key, date, session), sheet in sheets.items()
        ],
    )
    return len(sheets)


def save(story, cast, key, date, session, children):
    """A provider's member of staff saves one register, all pupils marked."""
    marks = []
    for child in children:
        observation, minutes, reason = observed(child, date, session)
        marks.append(
            MarkInput(
                placement_id=child.placement.pk,
                observation=observation,
                minutes=minutes,
                reason=reason,
                told_by="Home rang at 08:50" if reason == AbsenceReason.ILL else "",
            )
        )
    story.do(
        cast.provider_staff(key),
        actions.save_register,
        site=cast.sites[key],
        date=date,
        session=session,
        key=uuid.uuid5(UNKNOWN_NAMESPACE, f"{key}-{date}-{session}"),
        marks=marks,
    )


def plan_saves(story, cast, children, start, end, *, skipped=frozenset()):
    """Put every register from start to end in the story, at the time it is usually saved.

    `skipped` are (provider key, date, session) that nobody takes.
    """
    for (key, date, session), sheet in expected(children, start, end).items():
        if (key, date, session) in skipped:
            continue
        minute = Random(f"{key}{date}{session}").randint(0, 35)
        hour, base = (9, 20) if session == Session.AM else (12, 50)
        moment = clock.london(date, f"{hour:02d}:{base:02d}")
        moment = moment.replace(minute=0) + clock.minutes(base + minute)
        story.at(moment, save, cast, key, date, session, sheet)
        for child in sheet:
            if is_followed_up(child, date, session):
                story.at(moment + clock.minutes(35), follow_up, child, date, session)
    for child in children:
        if is_known_ahead(child, end):
            story.at(clock.london(start, "15:10"), plan_ahead, child, end)


def is_followed_up(child, date, session):
    """Whether the home school asks after this child: it does not get round to all of them."""
    observation, _, reason = observed(child, date, session)
    unknown = observation == Observation.ABSENT and reason in (
        AbsenceReason.UNKNOWN,
        AbsenceReason.REFUSED,
    )
    return unknown and Random(f"ask {child.number}-{date}-{session}").random() < 0.7


def follow_up(story, child, date, session):
    """Somebody rings home; now and then nobody answers."""
    answered = Random(f"ring {child.number}-{date}-{session}").random() < 0.6
    story.do(
        child.commissioner,
        actions.record_follow_up,
        placement=child.placement,
        date=date,
        session=session,
        asked="Home, by telephone",
        outcome=FollowUpOutcome.REACHED if answered else FollowUpOutcome.NO_ANSWER,
        seen_safe=SeenSafe.YES if answered else SeenSafe.UNKNOWN,
    )


def is_known_ahead(child, end):
    """Every sixth child who still comes has a day at school next week."""
    planned = child.planned
    running = planned.story not in ("unanswered", "agreed") and planned.ended_on is None
    return child.number % 6 == 0 and running and planned.starts_on < end


def plan_ahead(story, child, end):
    """The home school enters a return-to-school day a week after the demo's last day."""
    day = end + dt.timedelta(weeks=1)
    story.do(
        child.commissioner,
        actions.plan_absence,
        placements=[child.placement],
        kind=PlannedKind.AT_SCHOOL,
        starts_on=day,
        ends_on=day,
        note="Trial day with the year group",
    )
