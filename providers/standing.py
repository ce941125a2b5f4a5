"""How a provider stands with the authorities, as far as one reader may know it: the steps of its
approval, what was checked and by whom, and how other authorities decided."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from providers.choices import CheckOutcome, DecisionStep
from providers.doors import other_approvals
from providers.models import ApprovalDecision, DocumentCheck, EvidenceRequirement


@dataclass(frozen=True)
class Check:
    """One thing that the authority looked at: what it found, when, and who looked."""

    what: str
    found: str
    on: dt.date
    by: str = ""


@dataclass(frozen=True)
class History:
    """The steps of one authority's approval, the newest first."""

    approval: object
    decisions: list


@dataclass(frozen=True)
class Standing:
    histories: list = field(default_factory=list)
    checks: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)
    is_authority: bool = False
    may_see_affected: bool = False


def standing_of(provider, approvals, user):
    """The standing of one provider for its page; `approvals` are those the user sees."""
    is_authority = user.organisation.kind == OrganisationKind.AUTHORITY
    histories = _histories(provider, approvals, user)
    listed_by_area = user.organisation.kind != OrganisationKind.PROVIDER and histories
    return Standing(
        histories=histories,
        checks=checks_of(provider, histories[0], user) if listed_by_area else [],
        elsewhere=other_approvals(provider) if is_authority else [],
        is_authority=is_authority,
        may_see_affected=user.may(Permission.PLACEMENT_END),
    )


def _histories(provider, approvals, user):
    steps = ApprovalDecision.objects.visible_to(user).filter(provider=provider)
    # Scores are between the authority and the provider: a school holds no right on them.
    may_see_scores = user.may(Permission.EVIDENCE_VIEW)
    steps = steps.in_full() if may_see_scores else steps.select_related("decided_by")
    by_approval = {approval.pk: [] for approval in approvals}
    for step in steps.newest_first():
        step.shown_scores = list(step.scores.all()) if may_see_scores else []
        by_approval.setdefault(step.approval_id, []).append(step)
    return [History(approval, by_approval[approval.pk]) for approval in approvals]


def checks_of(provider, history, user):
    """[Check] by the authority of this history: decision, registration, visit, documents."""
    approval, checks = history.approval, []
    decided = (step for step in history.decisions if step.step == DecisionStep.DECIDED)
    if decision := next(decided, None):
        found = decision.get_to_status_display()
        checks.append(Check("Approval", found, decision.decided_on, _name(decision.decided_by)))
    if provider.registration_checked_on:
        found = provider.registration
        if provider.registration_evidence:
            found = f"{found}: {provider.registration_evidence}"
        by = _name(provider.registration_checked_by)
        checks.append(Check("Registration", found, provider.registration_checked_on, by))
    if approval.qa_visited_on:
        found = approval.get_qa_grade_display() or "Not graded"
        checks.append(Check("Last visit", found, approval.qa_visited_on, str(approval.authority)))
    return checks + _documents(provider, approval, user)


def _documents(provider, approval, user):
    # The attendance office and finance hold no right on evidence; a school reads single columns.
    is_school = user.organisation.kind == OrganisationKind.SCHOOL
    if not (is_school or user.may(Permission.EVIDENCE_VIEW)):
        return []
    looks = DocumentCheck.objects.filter(
        provider=provider, authority=approval.authority_id, document__is_current=True
    )
    newest = looks.order_by("document_id", "-checked_at", "-pk").distinct("document_id")
    rows = newest.values_list(
        "document__key",
        "document__issued_on",
        "document__expires_on",
        "outcome",
        "checked_at",
        "checked_by__name",
    )
    rows = [row for row in rows if row[3] == CheckOutcome.ACCEPTED]
    names = _names(approval.authority_id) if rows else {}
    return sorted(
        (
            Check(names.get(key, key), _dates(issued, expires), _day(at), by)
            for key, issued, expires, _, at, by in rows
        ),
        key=lambda check: check.what.lower(),
    )


def _names(authority_id):
    listed = EvidenceRequirement.objects.for_authority(authority_id)
    return dict(listed.values_list("key", "name"))


def _dates(issued_on, expires_on):
    issued = f"Verified: issued {_words(issued_on)}"
    return f"{issued}, expires {_words(expires_on)}" if expires_on else issued


def _words(date):
    return f"{date.day} {date:%b %Y}"


def _day(moment):
    return timezone.localdate(moment)


def _name(person):
    return person.name if person else ""
