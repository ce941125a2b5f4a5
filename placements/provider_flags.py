"""Flag rules about where pupils are: at a provider whose approval was taken away, or at one that
the authority never approved."""

from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.choices import SubjectKind
from apcommission.flags.rules import Query, Rule, Setting, Urgency

# One flag for each school with live placements there, and one for pupils of no school.
SUSPENDED = """
SELECT 'provider' AS subject_kind, p.provider_id AS subject_id, '' AS part, p.authority_id,
  p.school_id, p.provider_id,
  jsonb_build_object('pupils', count(DISTINCT p.pupil_id), 'status', a.status,
    'decision', (SELECT max(d.id) FROM providers_approvaldecision d
      WHERE d.approval_id = a.id AND d.to_status = a.status)) AS numbers,
  a.decided_on AS due_on, true AS for_authority, p.school_id IS NOT NULL AS for_school,
  false AS for_provider
FROM placements_placement p
JOIN providers_approval a ON a.provider_id = p.provider_id AND a.authority_id = p.authority_id
WHERE a.status IN ('suspended', 'removed') AND p.status IN ('active', 'paused')
  AND p.ended_on IS NULL
GROUP BY p.authority_id, p.school_id, p.provider_id, a.id
"""

OFF_LIST = """
SELECT 'declaration' AS subject_kind, o.id AS subject_id, '' AS part, o.authority_id, o.school_id,
  o.provider_id,
  jsonb_build_object('pupils', o.pupils, 'overdue', o.review_due_on < %(on)s) AS numbers,
  o.review_due_on AS due_on, true AS for_authority, false AS for_school, false AS for_provider
FROM providers_offlistdeclaration o
WHERE o.outcome = ''
UNION ALL
SELECT 'provider', p.provider_id, '', p.authority_id, p.school_id, p.provider_id,
  jsonb_build_object('pupils', count(DISTINCT p.pupil_id)), min(p.starts_on), true, false, false
FROM placements_placement p
LEFT JOIN providers_approval a
  ON a.provider_id = p.provider_id AND a.authority_id = p.authority_id
WHERE p.status IN ('active', 'paused') AND p.ended_on IS NULL
  AND coalesce(a.status, 'none') IN ('none', 'applied', 'refused')
  AND NOT EXISTS (SELECT 1 FROM providers_offlistdeclaration o
    WHERE o.provider_id = p.provider_id AND o.school_id = p.school_id AND o.outcome = 'accepted')
GROUP BY p.authority_id, p.school_id, p.provider_id
"""


def suspended_in_use(moment):  # noqa: ARG001  the present state, whatever the day
    """Schools with live placements at a provider that was suspended or removed."""
    return Query(SUSPENDED)


def off_list_in_use(moment):
    """Declarations under review, and live placements without an approval."""
    return Query(OFF_LIST, {"on": moment.on})


def _pupils(flag):
    """ "2 pupils", or "2 pupils of Vale School" where one school's are meant."""
    number = flag.numbers.get("pupils", 0)
    whose = f" of {flag.school}" if flag.school_id else ""
    return f"{number} {'pupil' if number == 1 else 'pupils'}{whose}"


def _date(date):
    return f"{date.day} {date:%b %Y}"


def _suspended_sentence(flag, subject):
    status = flag.numbers.get("status", "suspended")
    since = f"{status} since {_date(flag.due_on)}" if flag.due_on else status
    return f"{_pupils(flag)} still placed at {subject}, {since}"


def _off_list_sentence(flag, subject):
    if flag.subject_kind != SubjectKind.DECLARATION:
        return f"{_pupils(flag)} placed at {subject}, which you have not approved"
    was = "was due" if flag.numbers.get("overdue") else "is due"
    return f"{subject}: {_pupils(flag)}; the desk-top review {was} on {_date(flag.due_on)}"


def _affected_page(flag):
    decision = flag.numbers.get("decision")
    if decision is None:
        return reverse("providers:provider_detail", args=[flag.subject_id])
    return reverse("providers:approval_affected", args=[decision])


def _off_list_page(flag):
    page = "provider_detail"
    if flag.subject_kind == SubjectKind.DECLARATION:
        page = "off_list_detail"
    return reverse(f"providers:{page}", args=[flag.subject_id])


SUSPENDED_IN_USE = Rule(
    name="suspended_in_use",
    title="Suspended provider in use",
    query=suspended_in_use,
    sentence=_suspended_sentence,
    told="The LA and the school at once",
    source=(
        "Department for Education, “Arranging alternative provision: a guide for local "
        "authorities and schools”, 5 February 2025: commissioners assure themselves that "
        "provision is safe throughout"
    ),
    url=_affected_page,
    action="See who is affected",
    permission=Permission.PLACEMENT_END,
    urgency=Urgency.NOW,
    text="A pupil has a live placement at a provider whose approval is suspended or removed.",
)

OFF_LIST_IN_USE = Rule(
    name="off_list_in_use",
    title="Off-list provider in use",
    query=off_list_in_use,
    sentence=_off_list_sentence,
    told="The LA",
    source=(
        "Department for Education, “Arranging alternative provision: a guide for local "
        "authorities and schools”, 5 February 2025: checks before a provider is used"
    ),
    url=_off_list_page,
    action="Look at it",
    permission=Permission.OFF_LIST_VIEW,
    settings=(Setting("review_days", "School days for the desk-top review", "10"),),
    text=(
        "A school declared that it uses a provider that is not on the list and the desk-top "
        "review, due {review_days} school days later, is open; or a pupil has a live placement "
        "at a provider with no approval, unless the LA has accepted the use."
    ),
)
