from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.models import Membership
from apcommission.accounts.roles import Permission
from providers import actions
from providers.choices import ChangeKind
from providers.forms.site import SiteForm, SiteStaffForm
from providers.models import Provider, Site
from providers.views.keeping import Keeping


@allow(Permission.PROVIDER_EDIT)
def site_add(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    keeping = Keeping(request, provider, ChangeKind.SITE)
    form = _form(request, provider, keeping)
    if form.is_valid():
        add = partial(actions.add_site, by=request.user, provider=provider)
        done = f"The site {form.cleaned_data['name']} is added."
        if keeping.keep(form, live=add, done=done):
            return redirect(provider)
    context = {"form": form, "provider": provider, "keeping": keeping}
    return render(request, "providers/site_add.html", context)


@allow(Permission.PROVIDER_EDIT)
def site_edit(request, pk):
    site = get_object_or_404(Site.objects.visible_to(request.user).with_provider(), pk=pk)
    provider = site.provider
    keeping = Keeping(request, provider, ChangeKind.SITE, site)
    form = _form(request, provider, keeping)
    if form.is_valid():
        edit = partial(actions.edit_site, by=request.user, site=site)
        if keeping.keep(form, live=edit, done=f"The site {site} is saved."):
            return redirect(provider)
    context = {"form": form, "provider": provider, "site": site, "keeping": keeping}
    return render(request, "providers/site_edit.html", context)


def _form(request, provider, keeping):
    return SiteForm(
        request.POST or None,
        instance=keeping.begin(),
        provider=provider,
        today=timezone.localdate(),
        cancel_url=provider.get_absolute_url(),
    )


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
