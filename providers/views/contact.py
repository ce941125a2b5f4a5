from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from providers import actions
from providers.forms.contact import ContactForm, ContactRemoveForm
from providers.models import Site, SiteContact


@allow(Permission.PROVIDER_EDIT)
def site_contact_add(request, pk):
    """Name somebody to ring at a site; live at once, unlike the entry itself."""
    site = get_object_or_404(Site.objects.visible_to(request.user).with_provider(), pk=pk)
    form = _form(request, site.provider)
    if form.is_valid():
        contact = actions.add_contact(by=request.user, site=site, **form.facts())
        messages.success(request, f"{contact.name} is on the list of {site}.")
        return redirect(site.provider)
    context = {"form": form, "site": site, "provider": site.provider}
    return render(request, "providers/site_contact_add.html", context)


@allow(Permission.PROVIDER_EDIT)
def site_contact_edit(request, pk):
    contact = _own(request, pk)
    form = _form(request, contact.site.provider, contact)
    if form.is_valid():
        actions.edit_contact(by=request.user, contact=contact, **form.facts())
        messages.success(request, f"{contact.name} is saved.")
        return redirect(contact.site.provider)
    context = {"form": form, "contact": contact, "provider": contact.site.provider}
    return render(request, "providers/site_contact_edit.html", context)


@allow(Permission.PROVIDER_EDIT)
def site_contact_remove(request, pk):
    contact = _own(request, pk)
    provider = contact.site.provider
    if request.method == "POST":
        actions.remove_contact(by=request.user, contact=contact)
        messages.success(request, f"{contact.name} is removed.")
        return redirect(provider)
    form = ContactRemoveForm(cancel_url=provider.get_absolute_url())
    context = {"form": form, "contact": contact, "provider": provider}
    return render(request, "providers/site_contact_remove.html", context)


def _own(request, pk):
    contacts = SiteContact.objects.visible_to(request.user).with_site()
    return get_object_or_404(contacts, pk=pk)


def _form(request, provider, contact=None):
    return ContactForm(
        request.POST or None,
        instance=contact,
        today=timezone.localdate(),
        cancel_url=provider.get_absolute_url(),
    )
