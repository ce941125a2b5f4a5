from functools import partial

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ChangeKind
from providers.differences import name_subjects
from providers.feedback import feedback_on
from providers.forms.provider import OwnEntryForm, ProviderForm
from providers.models import Approval, EntryChange, NegotiatedPrice, Provider, SiteContact
from providers.places import places_of
from providers.standing import standing_of
from providers.views.keeping import Keeping

# So many of the newest accepted changes stand on the page.
SHOWN_CHANGES = 10


@allow(Permission.PROVIDER_VIEW)
def provider_detail(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).for_page(), pk=pk)
    user, today = request.user, timezone.localdate()
    approvals = Approval.objects.visible_to(user).of(provider).with_authority()
    may_see_visits = user.may(Permission.VISIT_VIEW)
    context = {
        "provider": provider,
        "approvals": approvals,
        "approval": next(iter(approvals), None),
        **_entry(provider, user, today),
        **_changes(provider, user),
        "may_see_visits": may_see_visits,
        "visits": provider.visits.published().with_names().newest_first() if may_see_visits else (),
        "may_edit": user.may(Permission.PROVIDER_EDIT),
        "may_agree_price": user.may(Permission.PRICE_AGREE),
        "may_decide": user.may(Permission.APPROVAL_DECIDE),
        "may_visit": user.may(Permission.VISIT_RECORD),
        "may_request": user.may(Permission.PLACEMENT_REQUEST),
        "may_watch": user.may(Permission.REGISTRATION_VIEW),
        "standing": standing_of(provider, approvals, user),
        "feedback": feedback_on(provider, user),
        "places": places_of(provider, today),
        "today": today,
        "is_own": user.organisation.pk == provider.pk,
        "is_school": user.organisation.kind == OrganisationKind.SCHOOL,
    }
    return render(request, "providers/provider_detail.html", context)


def _entry(provider, user, today):
    """Offers with the prices this person may see, sites with whom to ring; for whoever edits the
    entry, also those that are not in use."""
    contacts = SiteContact.objects.visible_to(user).in_order()
    sites = provider.sites.by_name().prefetch_related(Prefetch("contacts", contacts))
    offers = provider.offers.select_related("site").in_order()
    if user.may(Permission.PRICE_VIEW):
        prices = NegotiatedPrice.objects.visible_to(user).not_over(today).with_names().in_order()
        offers = offers.prefetch_related(Prefetch("negotiated", prices, to_attr="agreed"))
    sites, offers = list(sites), list(offers)
    for site in sites:
        for contact in site.contacts.all():
            contact.training_now = contact.training(today)
    return {
        "sites": [site for site in sites if site.is_active],
        "offers": [offer for offer in offers if offer.is_active and offer.site.is_active],
        "closed_sites": [site for site in sites if not site.is_active],
        "paused_offers": [o for o in offers if not (o.is_active and o.site.is_active)],
    }


def _changes(provider, user):
    """What the provider proposed and waits, and what was accepted last, for those who edit."""
    if not user.may(Permission.PROVIDER_EDIT):
        return {"waiting_changes": [], "accepted_changes": [], "returned_changes": []}
    changes = EntryChange.objects.visible_to(user).of(provider).with_names()
    waiting = list(changes.waiting().oldest_first())
    accepted = list(changes.accepted().newest_first()[:SHOWN_CHANGES])
    returned = list(changes.returned().newest_first()[:SHOWN_CHANGES])
    name_subjects([*waiting, *accepted, *returned])
    return {
        "waiting_changes": waiting,
        "accepted_changes": accepted,
        "returned_changes": returned,
    }


# An authority adds a provider; a provider's own lead edits its entry but adds no other.
@allow(Permission.APPROVAL_DECIDE)
def provider_add(request):
    form = ProviderForm(request.POST or None, today=timezone.localdate())
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
    keeping = Keeping(request, provider, ChangeKind.PROVIDER)
    form_class = OwnEntryForm if keeping.is_own else ProviderForm
    form = form_class(
        request.POST or None,
        instance=keeping.begin(),
        today=timezone.localdate(),
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        edit = partial(actions.edit_provider, by=request.user, provider=provider)
        if keeping.keep(form, live=edit, done="The entry is saved."):
            return redirect(provider)
    context = {"form": form, "provider": provider, "keeping": keeping}
    return render(request, "providers/provider_edit.html", context)
