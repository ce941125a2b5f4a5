from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.forms.price import PriceEndForm, PriceForm
from providers.models import NegotiatedPrice, Offer


@allow(Permission.PRICE_AGREE)
def price_add(request, pk):
    """An authority agrees a price for all its schools or for one; a school's lead its own."""
    offers = Offer.objects.visible_to(request.user).with_provider()
    offer = get_object_or_404(offers, pk=pk)
    organisation = request.user.organisation
    is_school = organisation.kind == OrganisationKind.SCHOOL
    form = PriceForm(
        request.POST or None,
        offer=offer,
        schools=None if is_school else _schools(request.user),
        today=timezone.localdate(),
        cancel_url=offer.provider.get_absolute_url(),
    )
    if form.is_valid():
        own = {"school": organisation} if is_school else {}
        try:
            actions.agree_price(by=request.user, offer=offer, **form.facts(), **own)
        except NotAllowed as refused:
            form.add_error("valid_from", str(refused))
        else:
            messages.success(request, f"The agreed price of {offer} is saved.")
            return redirect(offer.provider)
    context = {"form": form, "offer": offer, "provider": offer.provider, "is_school": is_school}
    return render(request, "providers/price_add.html", context)


def _schools(user):
    return Organisation.objects.visible_to(user).schools().active().by_name()


@allow(Permission.PRICE_AGREE)
def price_end(request, pk):
    prices = NegotiatedPrice.objects.endable_by(request.user).with_names().with_offer()
    price = get_object_or_404(prices, pk=pk)
    provider = price.offer.provider
    form = PriceEndForm(
        request.POST or None,
        initial={"last_day": timezone.localdate()},
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        try:
            actions.end_price(by=request.user, price=price, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("last_day", str(refused))
        else:
            messages.success(request, f"The agreed price of {price.offer} has its last day.")
            return redirect(provider)
    context = {"form": form, "price": price, "provider": provider}
    return render(request, "providers/price_end.html", context)
