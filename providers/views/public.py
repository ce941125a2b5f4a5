"""The catalogue that an authority shows to anyone, and the page that switches it on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from apcommission.accounts.access import allow, public
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers.actions.catalogue import publish_catalogue
from providers.forms.public import PublicCatalogueForm
from providers.models import PublicCatalogue
from providers.public_door import public_list

PAGE_SIZE = 50


@public
def public_catalogue(request, address):
    """Approved providers and their offers; no person, contact, price or place left."""
    found = public_list(address)
    if found is None:
        raise Http404("There is no public catalogue under this address.")
    page = Paginator(found.entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"catalogue": found, "page": page, "total": page.paginator.count}
    response = render(request, "providers/public_catalogue.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@allow(Permission.CATALOGUE_PUBLISH)
def public_edit(request):
    authority = request.user.organisation
    catalogue = PublicCatalogue.objects.visible_to(request.user).first()
    known = {"address": slugify(authority.name)}
    if catalogue:
        known = {
            "is_on": catalogue.is_on,
            "address": catalogue.address,
            "introduction": catalogue.introduction,
        }
    back = reverse("providers:provider_list")
    form = PublicCatalogueForm(request.POST or None, initial=known, cancel_url=back)
    if form.is_valid():
        try:
            saved = publish_catalogue(by=request.user, authority=authority, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error("address", str(refusal))
        else:
            if saved.is_on:
                messages.success(request, "Anyone can now read the list of approved providers.")
            else:
                messages.success(request, "The public catalogue is off.")
            return redirect("providers:public_edit")
    context = {"form": form, "catalogue": catalogue}
    return render(request, "providers/public_edit.html", context)
