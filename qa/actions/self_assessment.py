"""A provider's judgement of itself, on the standards it will be visited on."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from qa.models import SelfAssessment, SelfJudgement
from qa.rules import OUTCOMES_OF, unjudged

SENT = "It was sent and stays as it is. Start a new one to correct it."


def start_self_assessment(*, by, provider, framework):
    """The open self-assessment on these standards: the one begun before, or a new one."""
    with record("self_assessment_started", by=by):
        assessment, _ = SelfAssessment.objects.get_or_create(
            provider=provider,
            framework=framework,
            sent_at=None,
            defaults={"started_by_id": by.pk, "started_on": timezone.localdate()},
        )
    return assessment


def save_self_assessment(*, by, assessment, judgements, summary):
    """Keep what is written so far: {standard_id: (outcome, evidence)}. Raises NotAllowed once
    sent, and for a standard or an outcome of another framework."""
    if assessment.is_sent:
        raise NotAllowed(SENT)
    known = set(assessment.framework.standards.values_list("pk", flat=True))
    allowed = {"", *OUTCOMES_OF[assessment.framework.scale]}
    if not known.issuperset(judgements) or not allowed.issuperset(
        outcome for outcome, _ in judgements.values()
    ):
        raise NotAllowed("A judgement is not one of these standards.")
    with record("self_assessment_saved", by=by):
        SelfJudgement.objects.bulk_create(
            [
                SelfJudgement(
                    assessment=assessment,
                    provider_id=assessment.provider_id,
                    standard_id=standard_id,
                    outcome=outcome,
                    evidence=evidence,
                )
                for standard_id, (outcome, evidence) in judgements.items()
            ],
            update_conflicts=True,
            unique_fields=["assessment", "standard"],
            update_fields=["outcome", "evidence"],
        )
        assessment.summary = summary
        assessment.save(update_fields=["summary"])
    return assessment


def send_self_assessment(*, by, assessment):
    """Let the LAs read it. Raises NotAllowed naming the standards not judged yet."""
    if assessment.is_sent:
        raise NotAllowed(SENT)
    judged = set(assessment.judgements.exclude(outcome="").values_list("standard_id", flat=True))
    missing = unjudged(assessment.framework.standards.all(), judged)
    if missing:
        numbers = ", ".join(standard.number for standard in missing)
        raise NotAllowed(f"Judge every standard first. Still to do: {numbers}.")
    with record("self_assessment_sent", by=by):
        assessment.sent_at = timezone.now()
        assessment.save(update_fields=["sent_at"])
    return assessment
