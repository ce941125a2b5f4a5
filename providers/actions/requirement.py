"""An authority's own evidence checklist."""

from django.db.models import Max
from django.utils.text import slugify

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.models import EvidenceRequirement
from providers.models.saving import save_facts

COPIED = (
    "key",
    "name",
    "guidance",
    "provider_types",
    "is_needed",
    "needs_file",
    "lasts_months",
    "on_expiry",
    "position",
    "is_active",
)


def adopt_requirements(*, by, authority):
    """Copy the list that came with the register, so that the authority may change it. Keys stay,
    so evidence given so far still counts. Raises NotAllowed when it has a list of its own."""
    if EvidenceRequirement.objects.visible_to(by).exists():
        raise NotAllowed("You have a checklist of your own already.")
    with record("checklist_adopted", by=by):
        return EvidenceRequirement.objects.bulk_create(
            EvidenceRequirement(authority=authority, **{f: getattr(line, f) for f in COPIED})
            for line in EvidenceRequirement.objects.for_authority(None).in_order()
        )


def add_requirement(*, by, authority, name, **facts):
    """Add a line. Raises NotAllowed without a list of one's own, or when the name is taken."""
    own = EvidenceRequirement.objects.visible_to(by)
    last = own.aggregate(last=Max("position"))["last"]
    if last is None:
        raise NotAllowed("Make the checklist your own first.")
    key = slugify(name).replace("-", "_")[:40]
    if not key or EvidenceRequirement.objects.of_authorities([authority.pk]).named(key).exists():
        raise NotAllowed("There is a line of that name, or was. Give this one another name.")
    with record("requirement_added", by=by):
        return EvidenceRequirement.objects.create(
            authority=authority, key=key, name=name, position=last + 1, **facts
        )


def edit_requirement(*, by, requirement, **facts):
    """Change a line; what was given under it stays with it."""
    with record("requirement_edited", by=by):
        return save_facts(requirement, facts)


def retire_requirement(*, by, requirement):
    """Ask for it no longer: it is shown nowhere, and its expiry has no consequence."""
    with record("requirement_retired", by=by):
        return save_facts(requirement, {"is_active": False})


def restore_requirement(*, by, requirement):
    """Ask for a retired line again."""
    with record("requirement_restored", by=by):
        return save_facts(requirement, {"is_active": True})
