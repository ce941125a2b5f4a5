"""When each provider is to be visited next, and why then.

The cycle is the authority's own: dated settings of one rule (flags.VISIT_OVERDUE), which the
nightly job, the list of visits due and the sign-off all read from here.
"""

import json
from dataclasses import dataclass
from types import SimpleNamespace

from django.db import connection

from apcommission.flags.rules import Setting
from apcommission.flags.thresholds import thresholds_for
from providers.models import Provider
from qa.choices import Grade
from qa.models import Visit
from qa.rules import MONTHS_TO_NEXT_VISIT, due_state

CYCLE_NAME = "visit_overdue"
CYCLE = (
    *(
        Setting(
            f"{grade}_months",
            f"Months to the next visit after “{grade.label.lower()}”",
            str(months),
        )
        for grade, months in MONTHS_TO_NEXT_VISIT.items()
    ),
    Setting("new_days", "Days from approval to the first visit", "42"),
    Setting("conditional_days", "Days between visits while approved with conditions", "90"),
    Setting("registration_days", "Days to a visit once registration is near or needed", "30"),
    Setting("soon_days", "Days before a visit at which it is announced as due", "30"),
)
WHY = {
    "cycle": "the cycle for its grade",
    "new": "not visited since it was approved",
    "conditional": "approved with conditions",
    "registration": "registration is near or needed",
}

# One row for each provider in use, given `settings` (see flags.rules.Query): the earliest of the
# dates that hold for it. What was known before the last visit was looked at on it.
DUE = """
SELECT a.authority_id, a.provider_id, a.qa_visited_on, a.qa_grade, a.status, s.soon_days,
  d.due_on, d.why
FROM providers_approval a
JOIN settings s ON s.authority_id = a.authority_id
CROSS JOIN LATERAL (
  SELECT each.due_on, each.why FROM (VALUES
    (a.qa_next_due_on, 'cycle'),
    (CASE WHEN a.qa_visited_on IS NULL THEN a.decided_on + s.new_days END, 'new'),
    (CASE WHEN a.status = 'conditional'
      THEN greatest(a.decided_on, a.qa_visited_on) + s.conditional_days END, 'conditional'),
    ((SELECT min(f.raised_at AT TIME ZONE 'Europe/London')::date + s.registration_days
      FROM flags_flag f
      WHERE f.rule IN ('registration_near', 'registration_needed') AND f.cleared_at IS NULL
        AND f.subject_kind = 'provider' AND f.subject_id = a.provider_id
        AND f.authority_id = a.authority_id
        AND (a.qa_visited_on IS NULL OR f.raised_at::date > a.qa_visited_on)), 'registration')
  ) each (due_on, why)
  WHERE each.due_on IS NOT NULL ORDER BY each.due_on, each.why LIMIT 1
) d
WHERE a.status IN ('approved', 'conditional')
"""
_SETTINGS = """
WITH settings AS (
  SELECT * FROM jsonb_to_recordset(%(settings)s::jsonb) AS s(authority_id integer,
    new_days integer, conditional_days integer, registration_days integer, soon_days integer)
)
"""
_ROWS = (
    _SETTINGS
    + "SELECT provider_id, qa_visited_on, qa_grade, due_on, why, soon_days FROM ("
    + DUE
    + ") d WHERE authority_id = %(authority)s ORDER BY due_on, provider_id"
)


@dataclass(frozen=True)
class Due:
    """A provider in use, when it is to be visited next and why then."""

    provider: object
    visited_on: object
    grade: str
    due_on: object
    why: str
    state: str
    # The visit that is arranged or being written already, or None.
    arranged: object

    @property
    def reason(self):
        return WHY[self.why]

    @property
    def grade_label(self):
        return Grade(self.grade).label if self.grade else ""


def cycle_settings(authority_id, on):
    """{name: number} of the authority's cycle on the day."""
    rule = SimpleNamespace(
        thresholds_name=CYCLE_NAME, defaults=lambda: {each.name: each.default for each in CYCLE}
    )
    found = thresholds_for(rule, authority_id, on)
    return {name: int(value) for name, value in found.items()}


def months_of(authority_id, on):
    """{grade: months to the next visit} for the authority on the day."""
    settings = cycle_settings(authority_id, on)
    return {grade: settings[f"{grade}_months"] for grade in Grade}


def providers_due(authority_id, on):
    """[Due] of every provider in use, the soonest first; four queries whatever their number."""
    settings = cycle_settings(authority_id, on)
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS,
            {
                "settings": json.dumps([{"authority_id": authority_id, **settings}]),
                "authority": authority_id,
            },
        )
        rows = cursor.fetchall()
    providers = Provider.objects.with_names().in_bulk([row[0] for row in rows])
    drafts = {
        visit.provider_id: visit
        for visit in Visit.objects.drafts().filter(authority=authority_id, school__isnull=True)
    }
    return [
        Due(
            provider=providers[provider_id],
            visited_on=visited_on,
            grade=grade,
            due_on=due_on,
            why=why,
            state=due_state(due_on, on, soon_days),
            arranged=drafts.get(provider_id),
        )
        for provider_id, visited_on, grade, due_on, why, soon_days in rows
    ]
