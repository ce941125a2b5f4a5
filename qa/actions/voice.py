"""What people said on a visit."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from qa.models import Voice


def add_voice(*, by, visit, of, how_many, said):
    """Note what some pupils, parents or staff said, without who they are. Raises NotAllowed
    unless the visit is a draft."""
    if not visit.is_draft:
        raise NotAllowed("What people said is added while the visit is a draft.")
    with record("voice_added", by=by):
        return Voice.objects.create(
            visit=visit,
            authority_id=visit.authority_id,
            of=of,
            how_many=how_many,
            said=said,
            heard_by_id=by.pk,
        )
