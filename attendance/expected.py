"""Who is expected where: agreed slots of running placements, on days that their calendars hold.

The calendar rule itself is apcommission.terms.calendars'; here it is applied to many at once.
"""

from collections import namedtuple

from django.db import connection

from apcommission.terms.calendars import calendars_for

# An agreed placement counts from its first day: a child who turns up must be on the register,
# whether or not somebody has pressed "started".
RUNNING = ("agreed", "active", "ended")

# The one definition of "has a slot in this half-day", for queries with a slot t of a placement p
# and the parameters date, weekday and running.
SLOT_IN_FORCE = """
    t.is_agreed AND t.weekday = %(weekday)s
    AND t.valid_from <= %(date)s AND (t.valid_to IS NULL OR t.valid_to >= %(date)s)
    AND p.status = ANY(%(running)s) AND p.starts_on <= %(date)s
    AND (p.ended_on IS NULL OR p.ended_on >= %(date)s)"""

COUNTS = f"""
SELECT t.site_id, p.provider_id, p.authority_id, p.school_id, count(*)
FROM placements_timetableslot t JOIN placements_placement p ON p.id = t.placement_id
WHERE t.session = %(session)s AND {SLOT_IN_FORCE}
  AND (%(provider)s::int IS NULL OR p.provider_id = %(provider)s)
  AND (%(authority)s::int IS NULL OR p.authority_id = %(authority)s)
GROUP BY t.site_id, p.provider_id, p.authority_id, p.school_id
ORDER BY t.site_id, p.authority_id, p.school_id"""

ExpectedCount = namedtuple("ExpectedCount", "site_id provider_id authority_id school_id expected")


def slot_parameters(date):
    """The parameters of SLOT_IN_FORCE."""
    return {"date": date, "weekday": date.isoweekday(), "running": list(RUNNING)}


def expected_counts(date, session, *, provider=None, authority=None):
    """[ExpectedCount] of the pupils expected in this session, by site, authority and school.

    Three queries whatever the number of placements. `provider` and `authority` are ids that
    narrow it; what the caller's scope hides is not counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS,
            {
                **slot_parameters(date),
                "session": str(session),
                "provider": provider,
                "authority": authority,
            },
        )
        found = [ExpectedCount(*row) for row in cursor.fetchall()]
    if not found:
        return []
    calendars = calendars_on(date, found)
    return [row for row in found if calendars[body_key(row)].is_session(date, session)]


def body_key(row):
    """The three bodies whose dates apply to a row, as calendars_for wants them."""
    return row.authority_id, row.school_id, row.provider_id


def calendars_on(date, rows):
    """{key of bodies: Calendar} for rows that name their three bodies, in two queries."""
    return calendars_for({body_key(row) for row in rows}, start=date, end=date)
