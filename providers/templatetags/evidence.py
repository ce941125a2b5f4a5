"""The evidence of a provider on its own page, as far as the person who looks may see it."""

from django import template
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from providers.checklist import asking, checklist, shown_to_school
from providers.evidence_rules import EvidenceState
from providers.models import Application
from providers.progress import parts_of, progress

register = template.Library()


@register.inclusion_tag("providers/_evidence.html", takes_context=True)
def evidence_of(context, provider):
    """A school reads what its authority verified, until when and by whom; an authority and the
    provider how the checklist stands; nobody else anything."""
    user, today = context["request"].user, timezone.localdate()
    shown = {"provider": provider, "today": today, "kind": ""}
    if user.organisation.kind == OrganisationKind.SCHOOL:
        verified = shown_to_school(provider, user.organisation.area_id)
        return {**shown, "kind": "school", "verified": verified}
    if not user.may(Permission.EVIDENCE_VIEW):
        return shown
    is_own = user.organisation.pk == provider.pk
    lines = checklist(provider, asking(provider) if is_own else [user.organisation], today)
    return {
        **shown,
        "kind": "own" if is_own else "authority",
        "lines": lines,
        "verified_lines": sum(line.state in GOOD for line in lines),
        "to_do": [line for line in lines if line.to_do],
        "applications": _applications(user, today) if is_own else [],
        "may_apply": user.may(Permission.APPLICATION_WRITE),
    }


GOOD = {EvidenceState.VERIFIED, EvidenceState.EXPIRING}


def _applications(user, today):
    found = []
    for application in Application.objects.visible_to(user).open().with_names():
        line = {"application": application}
        if application.may_be_written:
            done, whole = progress(parts_of(application, today))
            line |= {"done": done, "whole": whole}
        found.append(line)
    return found
