"""Who is expected where: agreed slots of running placements, on days that their calendars hold.

The calendar rule itself is apcommission.terms.calendars'; here it is applied to many at once.
"""

from collections import namedtuple

from django.db import connection

from apcommission.terms.calendars import calendars_for
from apcommission.terms.choices import Session

# An agreed placement counts from its first day: a child who turns up must be on the register,
# whether or not somebody has pressed "started". A pause is a matter of its dates, not of today.
RUNNING = ("agreed", "active", "paused", "ended")

# The one definition of "has a slot in this half-day", for queries with a slot t of a placement p
# and the parameter running; {date} is the date in question.
_SLOT_IN_FORCE = """
    t.is_agreed AND t.weekday = extract(isodow FROM {date}::date)
    AND t.valid_from <= {date} AND (t.valid_to IS NULL OR t.valid_to >= {date})
    AND p.status = ANY(%(running)s) AND p.starts_on <= {date}
    AND (p.ended_on IS NULL OR p.ended_on >= {date})
    AND NOT EXISTS (SELECT 1 FROM placements_pause z WHERE z.placement_id = p.id
      AND z.starts_on <= {date} AND (z.ends_on IS NULL OR z.ends_on >= {date}))"""


def slot_in_force(date="%(date)s"):
    """The condition that a slot is in force on a date, which is a parameter or a column."""
    return _SLOT_IN_FORCE.format(date=date)


COUNTS = f"""
SELECT t.site_id, t.session, p.provider_id, p.authority_id, p.school_id, count(*),
  count(m.placement_id)
FROM placements_timetableslot t JOIN placements_placement p ON p.id = t.placement_id
  LEFT JOIN attendance_mark m ON m.placement_id = p.id AND m.date = %(date)s
    AND m.session = t.session
WHERE t.session = ANY(%(sessions)s) AND {slot_in_force()}
  AND (%(provider)s::int IS NULL OR p.provider_id = %(provider)s)
  AND (%(authority)s::int IS NULL OR p.authority_id = %(authority)s)
GROUP BY t.site_id, t.session, p.provider_id, p.authority_id, p.school_id
ORDER BY t.site_id, t.session, p.authority_id, p.school_id"""

# `marked` of those expected have a mark: a register that was complete is not, once another pupil
# is expected in it.
NOBODY = (0, 0)
ExpectedCount = namedtuple(
    "ExpectedCount",
    "site_id session provider_id authority_id school_id expected marked",
    defaults=(0,),
)


def expected_counts(date, *sessions, provider=None, authority=None):
    """[ExpectedCount] of the pupils expected in these sessions of a date, by site, session,
    authority and school.

    Three queries whatever the number of placements. `provider` and `authority` are ids that
    narrow it; what the caller's scope hides is not counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS,
            {
                "date": date,
                "running": list(RUNNING),
                "sessions": [str(session) for session in sessions],
                "provider": provider,
                "authority": authority,
            },
        )
        found = [ExpectedCount(*row) for row in cursor.fetchall()]
    if not found:
        return []
    calendars = calendars_between(date, date, found)
    return [row for row in found if calendars[body_key(row)].is_session(date, row.session)]


def expected_registers(date, *, provider):
    """{(site id, session): (expected, marked)} of one provider's registers of a date."""
    registers = {}
    for row in expected_counts(date, *Session.values, provider=provider):
        expected, marked = registers.get((row.site_id, row.session), NOBODY)
        registers[row.site_id, row.session] = expected + row.expected, marked + row.marked
    return registers


def body_key(row):
    """The three bodies whose dates apply to a row, as calendars_for wants them."""
    return row.authority_id, row.school_id, row.provider_id


def calendars_between(start, end, rows):
    """{key of bodies: Calendar} for rows that name their three bodies, in two queries."""
    return calendars_for({body_key(row) for row in rows}, start=start, end=end)
