"""An authority's own standards: copied, edited while a draft, in force from a day, retired."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from qa.choices import FrameworkKind
from qa.models import Framework, Standard

IN_FORCE = "These standards are in force, so their words stay as they are. Make a copy to change."


def copy_framework(*, by, authority, framework, name):
    """A draft of the authority's own with the same standards. Raises NotAllowed for a name that
    another draft of it has, and for a draft of somebody else."""
    if framework.authority_id not in (None, authority.pk):
        raise NotAllowed("These standards are another authority's.")
    with record("framework_copied", by=by):
        copy = _made(
            authority=authority,
            kind=FrameworkKind.OWN,
            name=name,
            source=framework.source,
            scale=framework.scale,
            copied_from=framework,
        )
        Standard.objects.bulk_create(
            Standard(
                framework=copy,
                number=each.number,
                position=each.position,
                area=each.area,
                summary=each.summary,
                is_confirmed=each.is_confirmed,
            )
            for each in framework.standards.all()
        )
    return copy


def rename_framework(*, by, framework, name, source, scale):
    """Change what a draft is called, what it rests on and how it judges."""
    _refuse_unless_draft(framework)
    with record("framework_renamed", by=by):
        framework.name, framework.source, framework.scale = name, source, scale
        _saved(framework, ["name", "source", "scale"])
    return framework


def add_standard(*, by, framework, number, area, summary, is_confirmed=False):
    """Add a standard at the end of its area. Raises NotAllowed for a number used before."""
    _refuse_unless_draft(framework)
    with record("standard_added", by=by):
        _refuse_number(framework, number)
        in_area = framework.standards.filter(area=area).aggregate(last=Max("position"))["last"]
        last = in_area or framework.standards.aggregate(last=Max("position"))["last"] or 0
        for later in framework.standards.filter(position__gt=last).order_by("-position"):
            later.position += 1
            later.save(update_fields=["position"])
        return Standard.objects.create(
            framework=framework,
            number=number,
            area=area,
            summary=summary,
            position=last + 1,
            is_confirmed=is_confirmed,
        )


def edit_standard(*, by, standard, number, area, summary, is_confirmed=False):
    """Change a standard of a draft."""
    _refuse_unless_draft(standard.framework)
    with record("standard_edited", by=by):
        if number != standard.number:
            _refuse_number(standard.framework, number)
        standard.number, standard.area, standard.summary = number, area, summary
        standard.is_confirmed = is_confirmed
        standard.save()
    return standard


def remove_standard(*, by, standard):
    """Leave a standard out of a draft."""
    _refuse_unless_draft(standard.framework)
    with record("standard_removed", by=by):
        standard.delete()


def put_in_force(*, by, framework, in_force_from, today):
    """From that day visits may be made on it, and its words no longer change.

    Raises NotAllowed for a day that has passed, without any standard, or where one of the same
    name begins that day.
    """
    _refuse_unless_draft(framework)
    if in_force_from < today:
        raise NotAllowed("Standards come into force today or later.")
    if not framework.standards.exists():
        raise NotAllowed("Add at least one standard first.")
    with record("framework_put_in_force", by=by):
        framework.in_force_from = in_force_from
        _saved(framework, ["in_force_from"])
    return framework


def retire_framework(*, by, framework, retired_on, today):
    """No visit is begun on it from that day; visits made on it read as they did.

    Raises NotAllowed for a draft, one retired already, or a day that has passed.
    """
    if framework.is_draft:
        raise NotAllowed("A draft was never in force.")
    if framework.retired_on:
        raise NotAllowed("These standards are retired already.")
    if retired_on < today or retired_on <= framework.in_force_from:
        raise NotAllowed("Choose today or a later day, after the day they came into force.")
    with record("framework_retired", by=by):
        framework.retired_on = retired_on
        framework.save(update_fields=["retired_on"])
    return framework


def _refuse_unless_draft(framework):
    if not framework.is_draft:
        raise NotAllowed(IN_FORCE)


def _refuse_number(framework, number):
    if framework.standards.filter(number=number).exists():
        raise NotAllowed(f"There is a standard {number} already.")


def _made(**facts):
    framework = Framework(**facts)
    _saved(framework, None)
    return framework


def _saved(framework, fields):
    try:
        with transaction.atomic():
            framework.save(update_fields=fields)
    except IntegrityError:
        raise NotAllowed(
            "You have standards of this name already that are a draft or begin that day."
        ) from None
