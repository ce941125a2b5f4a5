"""Flag rules about providers: evidence that runs out, and evidence that has run out."""

import datetime as dt

from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.rules import Query, Rule, Setting, Urgency
from providers.evidence_rules import spoken
from providers.in_force import IN_FORCE

# The provider is told once, by the first of the authorities that ask for the same evidence.
ENDING = f"""
SELECT 'provider' AS subject_kind, e.provider_id AS subject_id, e.key AS part, e.authority_id,
  NULL::int AS school_id, e.provider_id,
  jsonb_build_object('document', e.document_id, 'name', e.name) || {{numbers}} AS numbers,
  e.expires_on AS due_on, true AS for_authority, false AS for_school,
  e.authority_id = min(e.authority_id) OVER (PARTITION BY e.provider_id, e.key) AS for_provider
FROM ({IN_FORCE}) e
JOIN settings s ON s.authority_id = e.authority_id
WHERE {{breach}}
"""
FOLLOWS = """
CASE WHEN e.on_expiry = 'approval' THEN jsonb_build_object(
  'conditional_on', e.expires_on + s.conditional_after_days,
  'suspended_on', e.expires_on + s.suspended_after_days) ELSE '{}'::jsonb END
"""


def expiring(moment):
    """Evidence in date whose last day is near."""
    breach = "e.expires_on >= %(on)s AND e.expires_on <= %(on)s + s.days_ahead"
    return Query(ENDING.format(numbers="'{}'::jsonb", breach=breach), {"on": moment.on})


def expired(moment):
    """Evidence whose last day has passed, with the days on which its approval follows."""
    return Query(ENDING.format(numbers=FOLLOWS, breach="e.expires_on < %(on)s"), {"on": moment.on})


def _expiring_sentence(flag, subject):
    return f"{flag.numbers['name']} of {subject} runs out on {spoken(flag.due_on)}"


def _expired_sentence(flag, subject):
    said = f"{flag.numbers['name']} of {subject} ran out on {spoken(flag.due_on)}"
    if "suspended_on" not in flag.numbers:
        return said
    days = (flag.numbers["conditional_on"], flag.numbers["suspended_on"])
    conditional, suspended = (spoken(dt.date.fromisoformat(day)) for day in days)
    return f"{said}: conditional from {conditional}, suspended from {suspended}"


def _url(flag):
    return reverse("providers:evidence_list", args=[flag.subject_id])


SOURCE = (
    "Department for Education, “Arranging alternative provision: a guide for local authorities and "
    "schools”, 5 February 2025: commissioners check that provision is safe throughout. No statute "
    "sets these days; they are the authority's own"
)

DOCUMENT_EXPIRING = Rule(
    name="document_expiring",
    title="Document runs out soon",
    query=expiring,
    sentence=_expiring_sentence,
    told="The provider and the LA, with e-mails 60, 30 and 7 days before and on the last day",
    source=SOURCE,
    url=_url,
    action="See the evidence",
    permission=Permission.EVIDENCE_VIEW,
    settings=(Setting("days_ahead", "Days before the last day", "60"),),
    text="Evidence on which an approval rests runs out within {days_ahead} days.",
)
DOCUMENT_EXPIRED = Rule(
    name="document_expired",
    title="Document expired",
    query=expired,
    sentence=_expired_sentence,
    told="The provider and the LA",
    source=SOURCE,
    url=_url,
    action="See the evidence",
    permission=Permission.EVIDENCE_VIEW,
    settings=(
        Setting("conditional_after_days", "Days until the approval is conditional", "1"),
        Setting("suspended_after_days", "Days until the approval is suspended", "28"),
    ),
    urgency=Urgency.NOW,
    text=(
        "Evidence on which an approval rests has run out. Where the checklist says so, the "
        "approval becomes conditional {conditional_after_days} days after the last day and is "
        "suspended after {suspended_after_days}; it comes back when new evidence is verified."
    ),
)
