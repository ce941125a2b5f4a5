from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from providers import actions
from providers.choices import ChangeKind
from providers.forms.offer import OfferForm
from providers.models import Offer, Provider
from providers.views.keeping import Keeping


@allow(Permission.PROVIDER_EDIT)
def offer_add(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    if not provider.sites.exists():
        messages.info(request, "An offer is taught at a site: add the site first.")
        return redirect("providers:site_add", provider.pk)
    keeping = Keeping(request, provider, ChangeKind.OFFER)
    form = _form(request, provider, keeping)
    if form.is_valid():
        add = partial(actions.add_offer, by=request.user)
        done = f"The offer {form.cleaned_data['title']} is added."
        if keeping.keep(form, live=add, done=done):
            return redirect(provider)
    context = {"form": form, "provider": provider, "keeping": keeping}
    return render(request, "providers/offer_add.html", context)


@allow(Permission.PROVIDER_EDIT)
def offer_edit(request, pk):
    offers = Offer.objects.visible_to(request.user).with_provider()
    offer = get_object_or_404(offers, pk=pk)
    provider = offer.provider
    keeping = Keeping(request, provider, ChangeKind.OFFER, offer)
    form = _form(request, provider, keeping)
    if form.is_valid():
        edit = partial(actions.edit_offer, by=request.user, offer=offer)
        if keeping.keep(form, live=edit, done=f"The offer {offer} is saved."):
            return redirect(provider)
    context = {"form": form, "provider": provider, "offer": offer, "keeping": keeping}
    return render(request, "providers/offer_edit.html", context)


def _form(request, provider, keeping):
    return OfferForm(
        request.POST or None,
        instance=keeping.begin(),
        provider=provider,
        cancel_url=provider.get_absolute_url(),
    )
