"""Writing down what a visit finds, all at once or standard by standard."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from qa.choices import VisitStatus
from qa.models import ConfidentialNote, Judgement
from qa.rules import OUTCOMES_OF


def save_judgements(*, by, visit, judgements, summary, confidential=None):
    """Keep what is written so far: {standard_id: (outcome, evidence)}, either may be empty, and
    {standard_id: text} of what is not for schools.

    Raises NotAllowed unless the visit is a draft, and for a standard or an outcome of another
    framework.
    """
    confidential = confidential or {}
    _refuse(visit, judgements, confidential)
    with record("judgements_saved", by=by):
        _write(visit, judgements, confidential)
        visit.summary = summary
        visit.save(update_fields=["summary"])
    return visit


def save_block(*, by, visit, standard_id, outcome, evidence, confidential):
    """Keep what is written so far on one standard, and leave all others as they are.

    Raises NotAllowed as save_judgements does.
    """
    _refuse(visit, {standard_id: (outcome, evidence)}, {})
    with record("judgements_saved", by=by):
        _write(visit, {standard_id: (outcome, evidence)}, {standard_id: confidential})
    return visit


def _refuse(visit, judgements, confidential):
    if visit.status != VisitStatus.DRAFT:
        spoken = visit.get_status_display().lower()
        raise NotAllowed(f"A visit that is “{spoken}” cannot be changed.")
    known = set(visit.framework.standards.values_list("pk", flat=True))
    if not known.issuperset([*judgements, *confidential]):
        raise NotAllowed("A judgement is on a standard of other standards than the visit's.")
    allowed = {"", *OUTCOMES_OF[visit.framework.scale]}
    if not allowed.issuperset(outcome for outcome, _ in judgements.values()):
        raise NotAllowed("A judgement has a word that these standards do not judge with.")


def _write(visit, judgements, confidential):
    now = timezone.now()
    Judgement.objects.bulk_create(
        [
            Judgement(
                visit=visit,
                authority_id=visit.authority_id,
                standard_id=standard_id,
                outcome=outcome,
                evidence=evidence,
                changed_at=now,
            )
            for standard_id, (outcome, evidence) in judgements.items()
        ],
        update_conflicts=True,
        unique_fields=["visit", "standard"],
        update_fields=["outcome", "evidence", "changed_at"],
    )
    there = set(visit.confidential_notes.values_list("standard_id", flat=True))
    ConfidentialNote.objects.bulk_create(
        [
            ConfidentialNote(
                visit=visit,
                authority_id=visit.authority_id,
                provider_id=visit.provider_id,
                standard_id=standard_id,
                text=text,
            )
            for standard_id, text in confidential.items()
            if text or standard_id in there
        ],
        update_conflicts=True,
        unique_fields=["visit", "standard"],
        update_fields=["text"],
    )
