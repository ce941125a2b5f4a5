"""The evidence checklist of one provider as it stands on a day, for one authority or several."""

from dataclasses import dataclass

from providers.choices import CheckOutcome
from providers.evidence_rules import TO_DO, EvidenceState, state_of, worst
from providers.models import Document, DocumentCheck, EvidenceRequirement


@dataclass(frozen=True)
class Look:
    """How one authority sees one line: its last check of the newest document, or None."""

    authority: object
    check: object
    state: EvidenceState


@dataclass(frozen=True)
class Line:
    """One kind of evidence: what is asked, the newest document or None, and each authority's look
    at it."""

    requirement: object
    document: object
    looks: tuple

    @property
    def key(self):
        return self.requirement.key

    @property
    def state(self):
        """The worst of what the authorities see."""
        return worst(look.state for look in self.looks)

    @property
    def is_needed(self):
        return self.requirement.is_needed

    @property
    def to_do(self):
        """Whether the provider has to act."""
        return self.state in TO_DO and (self.is_needed or self.state != EvidenceState.MISSING)

    @property
    def check(self):
        return self.looks[0].check


def checklist(provider, authorities, on):
    """[Line] in the order of the lists; a kind that several authorities ask for is one line.

    Three queries, whatever the number of lines, documents and authorities.
    """
    lists = _lists(provider, authorities)
    documents = {each.key: each for each in Document.objects.of(provider).current()}
    checks = _last_checks(documents.values(), authorities)
    lines = {}
    for authority in authorities:
        for requirement in lists[authority.pk]:
            document = documents.get(requirement.key)
            check = checks.get((document.pk, authority.pk)) if document else None
            look = Look(authority, check, state_of(document, check.outcome if check else "", on))
            asked, looks = lines.get(requirement.key, (requirement, ()))
            lines[requirement.key] = (asked, (*looks, look))
    return [Line(asked, documents.get(key), looks) for key, (asked, looks) in lines.items()]


def line_of(provider, authorities, key, on):
    """The line of one kind, or None where nobody asks for it."""
    return next((line for line in checklist(provider, authorities, on) if line.key == key), None)


def asking(provider):
    """The authorities that hold evidence of a provider: those it applies or applied to, by name."""
    found = {}
    for records in (
        provider.approvals.select_related("authority"),
        provider.applications.open().select_related("authority"),
    ):
        found |= {each.authority_id: each.authority for each in records}
    return sorted(found.values(), key=lambda authority: authority.name.lower())


def _lists(provider, authorities):
    ids = [authority.pk for authority in authorities]
    by_owner = {}
    for each in EvidenceRequirement.objects.of_authorities(ids).in_order():
        by_owner.setdefault(each.authority_id, []).append(each)
    # A list whose every line is retired is a list of one's own all the same.
    chosen = {pk: by_owner.get(pk, by_owner.get(None, [])) for pk in ids}
    return {pk: [line for line in lines if _asked(line, provider)] for pk, lines in chosen.items()}


def _asked(requirement, provider):
    types = requirement.provider_types
    return requirement.is_active and (not types or provider.type in types)


def _last_checks(documents, authorities):
    checks = DocumentCheck.objects.with_names().by_authorities([each.pk for each in authorities])
    found = {}
    # Oldest first, so that the newest look is the one that stays.
    for each in checks.of_documents(documents).order_by("checked_at", "pk"):
        found[each.document_id, each.authority_id] = each
    return found


def shown_to_school(provider, area_id):
    """[(name, expires on, checked on, by whom)] of what the school's authority verified."""
    asked = EvidenceRequirement.objects.for_authority(area_id).active().in_order()
    newest = {}
    for row in DocumentCheck.objects.by_authorities([area_id]).shown_to_schools(provider):
        if row["outcome"] == CheckOutcome.ACCEPTED:
            newest.setdefault(row["key"], row)
    return [
        {"name": line.name, **(newest.get(line.key) or {"checked_at": None})}
        for line in asked.asked_of(provider)
    ]
