from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from providers import actions
from providers.forms.offer import OfferForm
from providers.models import Offer, Provider


@allow(Permission.PROVIDER_EDIT)
def offer_add(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    if not provider.sites.exists():
        messages.info(request, "An offer is taught at a site: add the site first.")
        return redirect("providers:site_add", provider.pk)
    form = OfferForm(
        request.POST or None, provider=provider, cancel_url=provider.get_absolute_url()
    )
    if form.is_valid():
        offer = actions.add_offer(by=request.user, **form.facts())
        messages.success(request, f"The offer {offer} is added.")
        return redirect(provider)
    return render(request, "providers/offer_add.html", {"form": form, "provider": provider})


@allow(Permission.PROVIDER_EDIT)
def offer_edit(request, pk):
    offers = Offer.objects.visible_to(request.user).with_provider()
    offer = get_object_or_404(offers, pk=pk)
    provider = offer.provider
    form = OfferForm(
        request.POST or None,
        instance=offer,
        provider=provider,
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        actions.edit_offer(by=request.user, offer=offer, **form.facts())
        messages.success(request, f"The offer {offer} is saved.")
        return redirect(provider)
    context = {"form": form, "provider": provider, "offer": offer}
    return render(request, "providers/offer_edit.html", context)
