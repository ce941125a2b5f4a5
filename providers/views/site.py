from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.models import Membership
from apcommission.accounts.roles import Permission
from providers import actions
from providers.forms.site import SiteForm, SiteStaffForm
from providers.models import Provider, Site


@allow(Permission.PROVIDER_EDIT)
def site_add(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    form = SiteForm(request.POST or None, provider=provider, cancel_url=provider.get_absolute_url())
    if form.is_valid():
        site = actions.add_site(by=request.user, provider=provider, **form.facts())
        messages.success(request, f"The site {site} is added.")
        return redirect(provider)
    return render(request, "providers/site_add.html", {"form": form, "provider": provider})


@allow(Permission.PROVIDER_EDIT)
def site_edit(request, pk):
    sites = Site.objects.visible_to(request.user).with_provider()
    site = get_object_or_404(sites, pk=pk)
    provider = site.provider
    form = SiteForm(
        request.POST or None,
        instance=site,
        provider=provider,
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        actions.edit_site(by=request.user, site=site, **form.facts())
        messages.success(request, f"The site {site} is saved.")
        return redirect(provider)
    context = {"form": form, "provider": provider, "site": site}
    return render(request, "providers/site_edit.html", context)


@allow(Permission.PROVIDER_EDIT)
def site_staff(request, pk):
    """A provider says which of its staff work at which site; nobody else does."""
    site = get_object_or_404(Site.objects.visible_to(request.user).with_provider(), pk=pk)
    provider = site.provider
    if request.user.organisation.pk != provider.pk:
        raise PermissionDenied
    members = Membership.objects.current().register_takers(provider.pk).with_people().by_name()
    form = SiteStaffForm(
        request.POST if request.method == "POST" else None,
        initial={"staff": [str(pk) for pk in site.staff.values_list("membership_id", flat=True)]},
        members=members,
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        actions.assign_staff(by=request.user, site=site, memberships=form.chosen())
        messages.success(request, f"Who works at {site} is saved.")
        return redirect(provider)
    context = {"form": form, "provider": provider, "site": site, "has_staff": bool(form.members)}
    return render(request, "providers/site_staff.html", context)
