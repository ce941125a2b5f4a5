from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.forms.provider import OwnEntryForm, ProviderForm
from providers.models import Approval, Provider
from providers.places import places_of
from providers.standing import standing_of


@allow(Permission.PROVIDER_VIEW)
def provider_detail(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    user = request.user
    approvals = Approval.objects.visible_to(user).of(provider).with_authority()
    may_see_visits = user.may(Permission.VISIT_VIEW)
    context = {
        "provider": provider,
        "approvals": approvals,
        "approval": next(iter(approvals), None),
        "sites": provider.sites.active().by_name(),
        "offers": provider.offers.active().select_related("site").in_order(),
        "may_see_visits": may_see_visits,
        "visits": provider.visits.published().with_names().newest_first() if may_see_visits else (),
        "may_edit": user.may(Permission.PROVIDER_EDIT),
        "may_decide": user.may(Permission.APPROVAL_DECIDE),
        "may_visit": user.may(Permission.VISIT_RECORD),
        "may_request": user.may(Permission.PLACEMENT_REQUEST),
        "may_watch": user.may(Permission.REGISTRATION_VIEW),
        "standing": standing_of(provider, approvals, user),
        "places": places_of(provider, timezone.localdate()),
        "today": timezone.localdate(),
        "is_own": user.organisation.pk == provider.pk,
        "is_school": user.organisation.kind == OrganisationKind.SCHOOL,
    }
    return render(request, "providers/provider_detail.html", context)


# An authority adds a provider; a provider's own lead edits its entry but adds no other.
@allow(Permission.APPROVAL_DECIDE)
def provider_add(request):
    form = ProviderForm(request.POST or None)
    if form.is_valid():
        try:
            provider = actions.add_provider(by=request.user, **form.facts())
        except NotAllowed as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{provider} is added. Add its first site next.")
            return redirect("providers:site_add", provider.pk)
    return render(request, "providers/provider_add.html", {"form": form})


@allow(Permission.PROVIDER_EDIT)
def provider_edit(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    is_own = request.user.organisation.pk == provider.pk
    form_class = OwnEntryForm if is_own else ProviderForm
    form = form_class(
        request.POST or None, instance=provider, cancel_url=provider.get_absolute_url()
    )
    if form.is_valid():
        actions.edit_provider(by=request.user, provider=provider, **form.facts())
        messages.success(request, "The entry is saved.")
        return redirect(provider)
    context = {"form": form, "provider": provider, "is_own": is_own}
    return render(request, "providers/provider_edit.html", context)
