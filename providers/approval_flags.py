"""The flag rule about approvals: one that is to be looked at again."""

from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.rules import Query, Rule, Setting

REVIEW = """
SELECT 'provider' AS subject_kind, a.provider_id AS subject_id, '' AS part, a.authority_id,
  NULL::int AS school_id, a.provider_id,
  jsonb_build_object('overdue', a.review_on < %(on)s) AS numbers, a.review_on AS due_on,
  true AS for_authority, false AS for_school, false AS for_provider
FROM providers_approval a
JOIN settings s ON s.authority_id = a.authority_id
WHERE a.status IN ('approved', 'conditional') AND a.review_on <= %(on)s + s.days_before
"""


def approval_reviews(moment):
    """Standing approvals whose review falls due soon, or did."""
    return Query(REVIEW, {"on": moment.on})


def _sentence(flag, subject):
    was = "was due" if flag.numbers.get("overdue") else "is due"
    return f"The approval of {subject} {was} for review on {flag.due_on.day} {flag.due_on:%b %Y}"


APPROVAL_REVIEW_DUE = Rule(
    name="approval_review_due",
    title="Approval review due",
    query=approval_reviews,
    sentence=_sentence,
    told="The LA",
    source=(
        "The authority's own decision, which carries the date of its review; Department for "
        "Education, “Arranging alternative provision: a guide for local authorities and "
        "schools”, 5 February 2025: commissioners keep provision under review"
    ),
    url=lambda flag: reverse("providers:approval_decide", args=[flag.subject_id]),
    action="Decide on approval",
    permission=Permission.APPROVAL_DECIDE,
    settings=(Setting("days_before", "Days before the review", "30"),),
    text=(
        "An approval is to be looked at again on a date. The LA is told {days_before} days "
        "before it, and goes on being told until a new decision is made."
    ),
)
