"""Who is expected where: agreed slots of running placements, on days that their calendars hold.

The calendar rule itself is apcommission.terms.calendars'; here it is applied to many at once.
"""

from collections import Counter, namedtuple

from django.db import connection

from apcommission.terms.calendars import calendars_for
from apcommission.terms.choices import Session

# An agreed placement counts from its first day: a child who turns up must be on the register,
# whether or not somebody has pressed "started".
RUNNING = ("agreed", "active", "ended")

# The one definition of "has a slot in this half-day", for queries with a slot t of a placement p
# and the parameter running; {date} is the date in question.
_SLOT_IN_FORCE = """
    t.is_agreed AND t.weekday = extract(isodow FROM {date}::date)
    AND t.valid_from <= {date} AND (t.valid_to IS NULL OR t.valid_to >= {date})
    AND p.status = ANY(%(running)s) AND p.starts_on <= {date}
    AND (p.ended_on IS NULL OR p.ended_on >= {date})"""


def slot_in_force(date="%(date)s"):
    """The condition that a slot is in force on a date, which is a parameter or a column."""
    return _SLOT_IN_FORCE.format(date=date)


COUNTS = f"""
SELECT t.site_id, t.session, p.provider_id, p.authority_id, p.school_id, count(*)
FROM placements_timetableslot t JOIN placements_placement p ON p.id = t.placement_id
WHERE t.session = ANY(%(sessions)s) AND {slot_in_force()}
  AND (%(provider)s::int IS NULL OR p.provider_id = %(provider)s)
  AND (%(authority)s::int IS NULL OR p.authority_id = %(authority)s)
GROUP BY t.site_id, t.session, p.provider_id, p.authority_id, p.school_id
ORDER BY t.site_id, t.session, p.authority_id, p.school_id"""

ExpectedCount = namedtuple(
    "ExpectedCount", "site_id session provider_id authority_id school_id expected"
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
    """{(site id, session): expected} of one provider's registers of a date."""
    registers = Counter()
    for row in expected_counts(date, *Session.values, provider=provider):
        registers[row.site_id, row.session] += row.expected
    return registers


def body_key(row):
    """The three bodies whose dates apply to a row, as calendars_for wants them."""
    return row.authority_id, row.school_id, row.provider_id


def calendars_between(start, end, rows):
    """{key of bodies: Calendar} for rows that name their three bodies, in two queries."""
    return calendars_for({body_key(row) for row in rows}, start=start, end=end)
