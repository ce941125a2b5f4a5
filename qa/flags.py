"""Flag rules of quality assurance: a visit that is due or overdue, an action that is overdue."""

from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.rules import Query, Rule
from qa.cycle import CYCLE, CYCLE_NAME, DUE, WHY

_VISIT = (
    """
SELECT 'provider' AS subject_kind, d.provider_id AS subject_id, '' AS part, d.authority_id,
  NULL::int AS school_id, d.provider_id, jsonb_build_object('why', d.why) AS numbers, d.due_on,
  true AS for_authority, false AS for_school, false AS for_provider
FROM (
"""
    + DUE
    + ") d"
)  # noqa: ISC003 - one text in two parts

OVERDUE = _VISIT + " WHERE d.due_on < %(on)s"
SOON = _VISIT + " WHERE d.due_on >= %(on)s AND d.due_on <= %(on)s + d.soon_days"

ACTIONS = """
SELECT 'provider' AS subject_kind, a.provider_id AS subject_id, 'action ' || a.id AS part,
  a.authority_id, NULL::int AS school_id, a.provider_id,
  jsonb_build_object('visit', a.visit_id, 'title', a.title) AS numbers, a.due_on,
  true AS for_authority, false AS for_school, true AS for_provider
FROM qa_action a JOIN qa_visit v ON v.id = a.visit_id
WHERE a.status = 'open' AND v.status = 'published' AND a.due_on < %(on)s
"""


def _day(date):
    return f"{date.day} {date:%b %Y}"


def _why(flag):
    return WHY.get(flag.numbers.get("why"), "")


VISIT_OVERDUE = Rule(
    name=CYCLE_NAME,
    title="Visit overdue",
    query=lambda moment: Query(OVERDUE, {"on": moment.on}),
    sentence=lambda flag, subject: (
        f"{subject} was to be visited by {_day(flag.due_on)}: {_why(flag)}"
    ),
    told="The LA",
    source=(
        "Each LA's own cycle; Department for Education, “Non-school alternative provision: "
        "voluntary national standards”, August 2025, asks LAs for assurance and sets no interval"
    ),
    url=lambda flag: f"{reverse('qa:visit_add')}?provider={flag.subject_id}",
    action="Start the visit",
    permission=Permission.VISIT_RECORD,
    settings=CYCLE,
    text=(
        "A provider in use is visited again {strong_months} months after it was graded strong, "
        "{sound_months} after sound, {developing_months} after developing and {concern_months} "
        "after cause for concern. Sooner: {new_days} days after approval where it was never "
        "visited, {conditional_days} days while it is approved with conditions, and "
        "{registration_days} days after it came near the line at which it must register."
    ),
)

VISIT_DUE = Rule(
    name="visit_due",
    title="Visit due",
    query=lambda moment: Query(SOON, {"on": moment.on}),
    sentence=lambda flag, subject: (
        f"{subject} is to be visited by {_day(flag.due_on)}: {_why(flag)}"
    ),
    told="The LA",
    source=VISIT_OVERDUE.source,
    url=VISIT_OVERDUE.url,
    action="Start the visit",
    permission=Permission.VISIT_RECORD,
    settings=CYCLE,
    settings_of=CYCLE_NAME,
    text="A visit falls due within {soon_days} days.",
)

ACTION_OVERDUE = Rule(
    name="action_overdue",
    title="Action overdue",
    query=lambda moment: Query(ACTIONS, {"on": moment.on}),
    sentence=lambda flag, subject: (
        f"{subject}: “{flag.numbers['title']}” was to be put right by {_day(flag.due_on)}"
    ),
    told="The provider and the LA",
    source="Each LA's own action plans, agreed at a visit and published with it since 2026",
    url=lambda flag: f"{reverse('qa:visit_detail', args=[flag.numbers['visit']])}#actions",
    action="See the action",
    permission=Permission.VISIT_VIEW,
    text="An action of a published visit is not answered by the end of its due day.",
)
