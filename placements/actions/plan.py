"""Support plans: each save is the next version, so that what was agreed stays readable."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.actions.moves import lock, require_status
from placements.models import Objective, SupportPlan
from placements.models.placement import OPEN


def add_plan(
    placement, by, *, strengths, needs, strategies, objectives, pupil_view="", parent_view=""
):
    """Write the next version with its objectives (dicts of area, text, baseline, target, due_on).

    Raises NotAllowed without an objective: a plan that aims at nothing cannot be reviewed.
    """
    objectives = list(objectives)
    if not objectives:
        raise NotAllowed("Give at least one objective, with its baseline, target and date.")
    plan = SupportPlan.objects.create(
        **placement.scope_columns(),
        version=SupportPlan.objects.next_version(placement),
        strengths=strengths,
        needs=needs,
        strategies=strategies,
        pupil_view=pupil_view,
        parent_view=parent_view,
        written_by_id=by.pk,
    )
    Objective.objects.bulk_create(
        Objective(**placement.scope_columns(), plan=plan, **objective) for objective in objectives
    )
    return plan


def write_plan(*, by, placement, **plan):
    """A new version of the support plan; `plan` as for `add_plan`."""
    with record("plan_written", by=by):
        lock(placement)
        require_status(placement, OPEN, done="Its plan can no longer be changed.")
        return add_plan(placement, by, **plan)
