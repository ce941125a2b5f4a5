from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from providers import actions
from providers.forms.site import SiteForm
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
