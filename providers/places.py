"""Places left at a provider's sites: capacity less the placements agreed, by half-day.

Placements belong to an app above this one, so nothing of it is imported: the counts come through
the database function `places_taken` (placements/places_door.py), which sees the placements of all
authorities and gives away numbers only.
"""

from dataclasses import dataclass, field

from django.db import connection

from providers.choices import HalfDay, Weekday

SESSIONS = {"am": "Morning", "pm": "Afternoon"}


@dataclass(frozen=True)
class Taken:
    """How many pupils a half-day at a site has, and how many more agreements begin later."""

    now: int = 0
    coming: int = 0


NOBODY = Taken()


@dataclass(frozen=True)
class HalfDayPlaces:
    """One half-day at one site, or at all sites of a provider together.

    `left` is None where it is closed; below zero where more are agreed than it has places.
    """

    half_day: str
    left: int | None
    coming: int = 0

    @property
    def label(self):
        return HalfDay(self.half_day).label

    @property
    def words(self):
        """ "3 left", "Full", "Full, 2 too many" or "Closed", as a cell of a table."""
        if self.left is None:
            return "Closed"
        if self.left < 0:
            return f"Full, {-self.left} too many"
        return f"{self.left} left" if self.left else "Full"


@dataclass
class Places:
    """The week of one provider: `sites` are [(site, {half-day: HalfDayPlaces})]."""

    sites: list = field(default_factory=list)

    def rows(self, week):
        """[(day, [HalfDayPlaces am, pm])] of one site's week."""
        return [
            (day.label, [week[f"{day.value}{session}"] for session in SESSIONS]) for day in Weekday
        ]

    @property
    def tables(self):
        """[(site, rows)] for the page."""
        return [(site, self.rows(week)) for site, week in self.sites]

    @property
    def together(self):
        """{half-day: HalfDayPlaces} over all sites. A site that is over-full takes nothing from
        the room at another; only when none has room does the sum show what is too many."""
        whole = {}
        for half_day in HalfDay.values:
            each = [week[half_day] for _, week in self.sites if week[half_day].left is not None]
            left = [places.left for places in each]
            free = sum(max(number, 0) for number in left)
            total = (free or sum(left)) if left else None
            whole[half_day] = HalfDayPlaces(half_day, total, sum(e.coming for e in each))
        return whole

    def has_room(self, least=1, half_days=(), weekdays=()):
        """Whether one and the same site has so many places left in all these half-days, on each
        of these weekdays at least half the day; in any half-day when none is given."""
        return any(_site_has_room(week, least, half_days, weekdays) for _, week in self.sites)

    @property
    def line(self):
        """The week in one sentence, for a list."""
        week = [each for each in self.together.values() if each.left is not None]
        free = [each for each in week if each.left > 0]
        over = [each.label for each in week if each.left < 0]
        too_many = f" More are agreed than there are places on {_listed(over)}." if over else ""
        if not week:
            return "No site is open."
        if not free:
            return f"No places left.{too_many}"
        numbers = sorted({each.left for each in free})
        count = str(numbers[0])
        if len(numbers) > 1:
            count = f"{numbers[0]} to {numbers[-1]}"
        noun = "place" if numbers[-1] == 1 else "places"
        full = [each.label for each in week if each.left <= 0]
        if not full:
            return f"{count} {noun} left in every half-day it is open."
        if len(full) <= len(free):
            return f"{count} {noun} left in a half-day; none on {_listed(full)}.{too_many}"
        return f"{count} {noun} left, on {_listed([e.label for e in free])} only.{too_many}"


def _site_has_room(week, least, half_days, weekdays):
    def free(half_day):
        return (week[half_day].left or 0) >= least

    if not half_days and not weekdays:
        return any(free(half_day) for half_day in week)
    return all(free(half_day) for half_day in half_days) and all(
        free(f"{day}am") or free(f"{day}pm") for day in weekdays
    )


def _listed(labels):
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def taken_at(provider_ids, on, today):
    """{site id: {half-day: Taken}} at these providers' sites on the day, over all authorities, as
    far as the asker may know."""
    taken = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT site_id, weekday || session, taken, coming FROM places_taken(%s, %s, %s)",
            [list(provider_ids), on, today],
        )
        for site_id, half_day, now, coming in cursor.fetchall():
            taken.setdefault(site_id, {})[half_day] = Taken(now, coming)
    return taken


def week_at(site, taken):
    """{half-day: HalfDayPlaces} of a site; `taken` is {half-day: Taken}."""
    week = {}
    for half_day in HalfDay.values:
        there = taken.get(half_day, NOBODY)
        is_open = half_day in site.half_days
        # Somebody is there although it says it is closed: that is too many, and is said.
        left = site.capacity - there.now if is_open else -there.now or None
        week[half_day] = HalfDayPlaces(half_day, left, there.coming)
    return week


def places_left(sites, on, today):
    """{provider id: Places} of these sites on the day, in one query more than the sites."""
    sites = list(sites)
    taken = taken_at({site.provider_id for site in sites}, on, today)
    found = {}
    for site in sites:
        week = week_at(site, taken.get(site.pk, {}))
        found.setdefault(site.provider_id, Places()).sites.append((site, week))
    return found


def places_of(provider, on):
    """The Places of all active sites of one provider on the day."""
    left = places_left(provider.sites.active().by_name(), on, on)
    return left.get(provider.pk) or Places()
