"""The texts that providers accept: published by an authority or a school, version by version."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.agreement_texts import TITLES, starting_text
from providers.agreements import for_provider, of_others, published_by, who_accepted
from providers.choices import AgreementKind
from providers.forms.agreement import AgreementAcceptForm, AgreementPublishForm
from providers.models import Acceptance, Agreement


@allow(P.AGREEMENT_VIEW)
def agreement_list(request):
    user, today = request.user, timezone.localdate()
    is_provider = user.organisation.kind == OrganisationKind.PROVIDER
    context = {
        "is_provider": is_provider,
        "texts": for_provider(user, today) if is_provider else None,
        "published": [] if is_provider else published_by(user, today),
        "theirs": [] if is_provider else of_others(user, today),
        "is_school": user.organisation.kind == OrganisationKind.SCHOOL,
        "may_publish": user.may(P.AGREEMENT_PUBLISH),
        "today": today,
    }
    return render(request, "providers/agreement_list.html", context)


@allow(P.AGREEMENT_VIEW)
def agreement_detail(request, pk):
    user, today = request.user, timezone.localdate()
    agreement = _agreement(request, pk)
    versions = Agreement.objects.visible_to(user).of_text(
        authority=agreement.authority_id, school=agreement.school_id, kind=agreement.kind
    )
    is_provider = user.organisation.kind == OrganisationKind.PROVIDER
    accepted, waiting = ([], []) if is_provider else who_accepted(agreement, user)
    own = Acceptance.objects.visible_to(user).of(agreement).with_names() if is_provider else None
    context = {
        "agreement": agreement,
        "versions": versions.with_names(),
        "is_provider": is_provider,
        "own": own.first() if is_provider else None,
        "accepted": accepted,
        "waiting": waiting,
        "may_accept": user.may(P.APPLICATION_WRITE),
        "may_publish": user.may(P.AGREEMENT_PUBLISH) and _is_own(user, agreement),
        "today": today,
    }
    return render(request, "providers/agreement_detail.html", context)


# Whoever writes the provider's application accepts what it asks for.
@allow(P.APPLICATION_WRITE)
def agreement_accept(request, pk):
    agreement = _agreement(request, pk)
    provider = request.user.organisation.provider
    form = AgreementAcceptForm(
        request.POST or None,
        provider=provider,
        agreement=agreement,
        cancel_url=agreement.get_absolute_url(),
    )
    if form.is_valid():
        try:
            actions.accept_agreement(by=request.user, agreement=agreement, provider=provider)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"You have accepted {agreement}.")
            return redirect("providers:agreement_list")
    context = {"form": form, "agreement": agreement}
    return render(request, "providers/agreement_accept.html", context)


@allow(P.AGREEMENT_PUBLISH)
def agreement_publish(request, kind):
    user, today = request.user, timezone.localdate()
    is_school = user.organisation.kind == OrganisationKind.SCHOOL
    if kind not in AgreementKind.values or (is_school and kind == AgreementKind.CONTRACT):
        raise Http404("There is no such text for this organisation.")
    own = Agreement.objects.visible_to(user).by_publisher(user.organisation)
    last = own.of_kind(kind).latest_version()
    form = AgreementPublishForm(
        request.POST or None,
        today=today,
        initial={
            "title": last.title if last else TITLES[kind],
            "text": last.text if last else starting_text(kind, is_school=is_school),
            "in_force_from": today,
        },
    )
    if form.is_valid():
        try:
            made = actions.publish_agreement(by=user, kind=kind, on=today, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{made} is published. Providers now see it to accept.")
            return redirect(made)
    context = {
        "form": form,
        "kind": AgreementKind(kind),
        "last": last,
        "is_school": is_school,
    }
    return render(request, "providers/agreement_publish.html", context)


def _agreement(request, pk):
    return get_object_or_404(Agreement.objects.visible_to(request.user).with_names(), pk=pk)


def _is_own(user, agreement):
    return agreement.publisher == user.organisation
