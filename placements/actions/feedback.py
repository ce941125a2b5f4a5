"""What a commissioner thinks of the provider."""

from django.db import IntegrityError, transaction

from apcommission.accounts.choices import OrganisationKind
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.actions.moves import require_status
from placements.choices import CommissionerKind, FeedbackMoment, Status
from placements.models import ProviderFeedback


def gives_feedback(organisation, placement):
    """Whether it is this organisation that says what it thinks: the school of its own
    placements, the authority of those that it arranged."""
    if organisation.kind == OrganisationKind.AUTHORITY:
        is_schools = placement.commissioner_kind == CommissionerKind.SCHOOL
        return organisation.pk == placement.authority_id and not is_schools
    return placement.is_run_by(organisation)


def give_feedback(
    *, by, placement, review, communication, progress, safety, would_use_again, comment=""
):
    """Keep the answer after a review or, where `review` is None, at the end of the placement.

    Raises NotAllowed for who does not commission it, for a placement that goes on, and for a
    second answer.
    """
    with record("feedback_given", by=by):
        if not gives_feedback(by.organisation, placement):
            raise NotAllowed("Feedback is given by who arranged the placement.")
        if review is None:
            require_status(placement, [Status.ENDED], done="Say what you think when it has ended.")
        elif review.placement_id != placement.pk:
            raise NotAllowed("This review is of another placement.")
        return _keep(
            placement,
            moment=FeedbackMoment.REVIEW if review else FeedbackMoment.EXIT,
            review=review,
            communication=communication,
            progress=progress,
            safety=safety,
            would_use_again=would_use_again,
            comment=comment.strip(),
            given_by_id=by.pk,
        )


def _keep(placement, **fields):
    try:
        with transaction.atomic():
            return ProviderFeedback.objects.create(**placement.scope_columns(), **fields)
    except IntegrityError as error:
        if not any(name in str(error) for name in ("feedback_at_the_end_once", "review_id")):
            raise
        raise NotAllowed("You have given this feedback already.") from error
