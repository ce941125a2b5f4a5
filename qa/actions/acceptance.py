"""An authority relying on a visit that another made."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.actions import follow_visit
from qa.cycle import months_of
from qa.models import VisitAcceptance
from qa.rules import next_visit_due


def accept_visit(*, by, authority, visit, note=""):
    """Rely on another authority's published visit: the own catalogue shows its grade, and the
    own cycle begins with its day. Raises NotAllowed for a visit of one's own, a school's, one
    that is not published, or one accepted before."""
    if not visit.is_published or visit.school_id:
        raise NotAllowed("Only the published visit of an LA can be accepted.")
    if visit.authority_id == authority.pk:
        raise NotAllowed("This visit is your own.")
    if visit.acceptances.filter(authority=authority).exists():
        raise NotAllowed("You have accepted this visit already.")
    due_on = next_visit_due(
        visit.visited_on, visit.grade, months_of(authority.pk, visit.visited_on)
    )
    with record("visit_accepted", by=by):
        acceptance = VisitAcceptance.objects.create(
            visit=visit,
            authority=authority,
            accepted_by_id=by.pk,
            accepted_on=timezone.localdate(),
            note=note,
        )
        follow_visit(
            by=by,
            authority=authority,
            provider=visit.provider,
            grade=visit.grade,
            visited_on=visit.visited_on,
            next_due_on=due_on,
        )
    return acceptance
