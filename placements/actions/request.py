"""Asking a provider to take a pupil."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements import rules
from placements.actions.plan import add_plan
from placements.actions.timetable import check_slots, propose_slots
from placements.choices import Basis, CommissionerKind, Status
from placements.models import Placement
from providers.models import Approval
from providers.rules import USABLE

WHOSE = {CommissionerKind.SCHOOL: "the school", CommissionerKind.AUTHORITY: "the local authority"}


def request_placement(
    *,
    by,
    pupil,
    provider,
    basis,
    reason,
    activity,
    starts_on,
    planned_end_on,
    slots,
    plan,
    weekly_price_pence=0,
):
    """Write the request, its proposed timetable and the first version of its support plan.

    `slots` are SlotInput; `plan` is a dict as for `write_plan`. Raises NotAllowed.
    """
    slots = list(slots)
    with record("placement_requested", by=by):
        check_commissioner(by.organisation, basis)
        check_provider(provider, pupil.authority)
        if planned_end_on < starts_on:
            raise NotAllowed("The planned end is before the start.")
        check_slots(slots, provider)
        placement = Placement.objects.create(
            pupil=pupil,
            authority_id=pupil.authority_id,
            school_id=pupil.school_id,
            provider=provider,
            commissioner_kind=rules.COMMISSIONER_OF[basis],
            basis=basis,
            reason=reason,
            status=Status.REQUESTED,
            activity=activity,
            starts_on=starts_on,
            planned_end_on=planned_end_on,
            requested_at=timezone.now(),
            requested_by_id=by.pk,
            weekly_price_pence=weekly_price_pence,
        )
        propose_slots(placement, slots, starts_on)
        add_plan(placement, by, **plan)
        return placement


def check_commissioner(organisation, basis):
    """Raise NotAllowed when the basis is not this organisation's to use."""
    owner = rules.COMMISSIONER_OF[basis]
    if organisation.kind != owner:
        raise NotAllowed(
            f"“{Basis(basis).label}” is for {WHOSE[owner]} to decide, not for {organisation}."
        )


def check_provider(provider, authority):
    """Raise NotAllowed unless the authority's approval of the provider stands today."""
    approval = Approval.objects.by_authority(authority).of(provider).first()
    if approval is None:
        raise NotAllowed(
            f"{provider} is not on the list of providers approved by {authority}. A school that "
            "uses it anyway declares it under “Off-list use”."
        )
    if approval.status not in USABLE:
        status = approval.get_status_display().lower()
        raise NotAllowed(
            f"{provider} cannot take new pupils: its approval by {authority} is “{status}”."
        )


def check_not_blocked(placement):
    """Raise NotAllowed where the authority's approval was taken away since the request."""
    approval = (
        Approval.objects.by_authority(placement.authority_id).of(placement.provider_id).first()
    )
    if approval is not None and not approval.is_usable:
        status = approval.get_status_display().lower()
        raise NotAllowed(
            f"Nobody new can start at {placement.provider}: its approval is “{status}”."
        )
