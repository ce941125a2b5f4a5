"""A timetable as a grid of days and half-days, for the page."""

from dataclasses import dataclass

from apcommission.terms.choices import Session
from placements import rules
from placements.choices import Status, Weekday


@dataclass(frozen=True)
class Week:
    """The half-days in force from `starts_on`; `rows` are (day, [slot or None a session])."""

    starts_on: object
    slots: tuple

    @property
    def rows(self):
        planned = {(slot.weekday, slot.session): slot for slot in self.slots}
        return [
            (
                day.label,
                [(Session(s).label.capitalize(), planned.get((day, s))) for s in Session],
            )
            for day in Weekday
        ]

    @property
    def hours(self):
        """Hours a week, breaks counted: "12 hours 30 minutes"."""
        return in_words(rules.weekly_minutes(self.slots))


def in_words(minutes):
    """ "5 hours 30 minutes" """
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    return " ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n) or "0 hours"


def week_of(placement, slots, on):
    """(the week in force, or proposed; the week that follows it, or None) for a page of the day.

    `slots` are all of the placement's. Before the start the first week is shown, after the end
    the last.
    """
    agreed = [slot for slot in slots if slot.is_agreed]
    if placement.status in (Status.REQUESTED, Status.DECLINED, Status.WITHDRAWN):
        return Week(placement.starts_on, tuple(slots)), None
    day = max(on, placement.starts_on)
    if placement.ended_on:
        day = min(day, placement.ended_on)
    current = [slot for slot in agreed if in_force(slot, day)]
    changes = sorted({slot.valid_from for slot in agreed if slot.valid_from > day})
    begun = max((slot.valid_from for slot in current), default=placement.starts_on)
    following = None
    if changes:
        then = [slot for slot in agreed if in_force(slot, changes[0])]
        following = Week(changes[0], tuple(then))
    return Week(begun, tuple(current)), following


def in_force(slot, day):
    return slot.valid_from <= day and (slot.valid_to is None or slot.valid_to >= day)
