"""Flag rules about placements: a review that is overdue."""

from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.rules import Query, Rule, Setting

OVERDUE = """
SELECT 'placement' AS subject_kind, p.id AS subject_id, '' AS part, p.authority_id, p.school_id,
  p.provider_id, jsonb_build_object('pupil', p.pupil_id) AS numbers, p.review_due_on AS due_on,
  (p.commissioner_kind <> 'school' OR %(on)s > p.review_due_on + s.days_more) AS for_authority,
  p.school_id IS NOT NULL AS for_school, true AS for_provider
FROM placements_placement p
JOIN settings s ON s.authority_id = p.authority_id
WHERE p.review_due_on < %(on)s AND p.status IN ('active', 'paused') AND p.ended_on IS NULL
"""


def overdue_reviews(moment):
    """Live placements whose review was due before today."""
    return Query(OVERDUE, {"on": moment.on})


def _sentence(flag, subject):
    due = flag.due_on
    return f"Review of {subject} was due on {due.day} {due:%b %Y}"


REVIEW_OVERDUE = Rule(
    name="review_overdue",
    title="Review overdue",
    query=overdue_reviews,
    sentence=_sentence,
    told="The school and the provider, then the LA; the LA at once where it commissions",
    source=(
        "Department for Education, “Arranging alternative provision: a guide for local "
        "authorities and schools”, 5 February 2025: reviews at least half-termly"
    ),
    url=lambda flag: reverse("placements:review_add", args=[flag.subject_id]),
    action="Record the review",
    permission=Permission.REVIEW_RECORD,
    settings=(Setting("days_more", "Days until the LA is told", "7"),),
    text=(
        "A live placement has a review at least once each half term. It is overdue the day after "
        "it was due; the LA is told {days_more} days later."
    ),
)
