"""Publishing the texts that providers accept, and accepting them."""

from django.db.models import Max
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.choices import AgreementKind
from providers.models import Acceptance, Agreement, Provider
from providers.rules import ASKED_TO_ACCEPT
from providers.telling import leads_of, tell


def publish_agreement(*, by, kind, title, text, in_force_from, on):
    """Publish the next version of the organisation's text; providers accept each version anew.

    `on` is today: a text comes into force then or later, and not before the version it follows.
    Raises NotAllowed for a contract by a school, a date in the past or a text that is the same.
    """
    organisation = by.organisation
    is_school = organisation.kind == OrganisationKind.SCHOOL
    if is_school and kind == AgreementKind.CONTRACT:
        raise NotAllowed("The contract is the local authority's; a school says what it expects.")
    if in_force_from < on:
        raise NotAllowed("The text must come into force today or later.")
    with record("agreement_published", by=by):
        earlier = Agreement.objects.of_text(
            authority=organisation.area_id,
            school=organisation.pk if is_school else None,
            kind=kind,
        )
        last = earlier.order_by("-version").first()
        if last and last.text.strip() == text.strip() and last.title == title:
            raise NotAllowed("This is the text that stands already: nothing has changed.")
        if last and in_force_from < last.in_force_from:
            raise NotAllowed("The text must not come into force before the version it follows.")
        agreement = Agreement.objects.create(
            authority_id=organisation.area_id,
            school=organisation if is_school else None,
            kind=kind,
            version=(earlier.aggregate(Max("version"))["version__max"] or 0) + 1,
            title=title,
            text=text,
            in_force_from=in_force_from,
            published_by_id=by.pk,
        )
        if not is_school:
            _tell_providers(agreement)
    return agreement


def accept_agreement(*, by, agreement, provider):
    """Accept one version for the provider, in the name of the person who accepts.

    Raises NotAllowed when that was done already, or a newer version is published.
    """
    with record("agreement_accepted", by=by):
        if Acceptance.objects.filter(agreement=agreement, provider=provider).exists():
            raise NotAllowed("This version is accepted already.")
        versions = Agreement.objects.of_text(
            authority=agreement.authority_id, school=agreement.school_id, kind=agreement.kind
        )
        if versions.filter(
            version__gt=agreement.version, in_force_from__lte=agreement.in_force_from
        ).exists():
            raise NotAllowed("There is a newer version. Read and accept that one.")
        return Acceptance.objects.create(
            agreement=agreement,
            provider=provider,
            authority_id=agreement.authority_id,
            school_id=agreement.school_id,
            accepted_by_id=by.pk,
        )


def _tell_providers(agreement):
    """One e-mail for each lead. A school reads no provider's addresses: its text waits on the
    provider's page of agreements."""
    date = agreement.in_force_from
    body = (
        f"{agreement.authority} published “{agreement.title}”, version {agreement.version}, in "
        f"force from {date.day} {date:%B %Y}. Please read and accept it."
    )
    listed = Provider.objects.filter(
        approvals__authority=agreement.authority, approvals__status__in=ASKED_TO_ACCEPT
    )
    for provider in listed.with_names():
        tell(
            leads_of(provider.organisation),
            key=f"agreement:{agreement.pk}",
            subject=f"To accept: {agreement.title}, version {agreement.version}",
            body=body,
            path=reverse("providers:agreement_accept", args=[agreement.pk]),
        )
