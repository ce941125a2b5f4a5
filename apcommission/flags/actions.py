"""What people do with flags: say that they have seen one, and set the thresholds."""

from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.flags.models import Threshold


def acknowledge_flag(*, flag, by, note):
    """Say who deals with an open flag and how; the flag stays open until its cause is gone."""
    if flag.cleared_at:
        raise NotAllowed("This flag has cleared, so there is nothing left to acknowledge.")
    if not note.strip():
        raise NotAllowed("Say what you are doing about it.")
    with record("flag_acknowledged", by=by, reason=note):
        flag.acknowledged_at = timezone.now()
        flag.acknowledged_by_id = by.pk
        flag.acknowledged_note = note
        flag.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_note"])
    return flag


def set_threshold(*, rule, name, value, in_force_from, by, reason):
    """Give one's own authority another value of a threshold from a date; the old one stays on
    record. Raises NotAllowed for a value that cannot be, or for somebody not of an authority."""
    if by.organisation is None or by.organisation.kind != OrganisationKind.AUTHORITY:
        raise NotAllowed("Only an LA sets the thresholds of its flags.")
    problem = rule.setting(name).problem_with(value)
    if problem:
        raise NotAllowed(problem)
    if not reason.strip():
        raise NotAllowed("Say why the threshold changes.")
    with record("threshold_set", by=by, reason=reason):
        return Threshold.objects.create(
            authority=by.organisation,
            rule=rule.thresholds_name,
            name=name,
            value=value,
            in_force_from=in_force_from,
            reason=reason,
            set_by_id=by.pk,
        )
