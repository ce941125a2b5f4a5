"""What happens to the changes that a provider proposes to its own entry.

Once an authority relies on an entry (Provider.is_relied_on), what its provider wants to say
differently waits here, and everybody goes on reading what was accepted last. The provider's
record is one record for all authorities, so the first authority that accepts a change makes it
live for all of them; the others read in the entry's history who accepted what, and may change
the entry themselves as they always may.
"""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.actions.entry import add_offer, add_site, edit_offer, edit_provider, edit_site
from providers.choices import ChangeKind, ChangeState
from providers.differences import LABELS
from providers.models import EntryChange, Site
from providers.models.plain_facts import differing, fact_of
from providers.models.saving import save_facts


def propose_change(*, by, provider, kind, facts, subject=None, instead_of=None):
    """Keep what the provider wants to say until an authority decides; nothing live changes.

    `facts` are {field: value} of the entry, site or offer (ChangeKind); `subject` the site or
    offer, None for one to be added. What waits for the same subject, and `instead_of`, is
    withdrawn in favour of this. Returns the EntryChange, or None when nothing would differ.
    """
    subject_id = None if kind == ChangeKind.PROVIDER or subject is None else subject.pk
    live = provider if kind == ChangeKind.PROVIDER else subject
    proposed, stood = differing(kind, live, facts)
    with record("entry_change_proposed", by=by):
        for each in _replaced(provider, kind, subject_id, instead_of):
            save_facts(each, {"state": ChangeState.WITHDRAWN})
        if not proposed:
            return None
        return EntryChange.objects.create(
            provider=provider,
            kind=kind,
            subject_id=subject_id,
            proposed=proposed,
            stood=stood,
            proposed_by_id=by.pk,
        )


def _replaced(provider, kind, subject_id, instead_of):
    waiting = EntryChange.objects.of(provider).waiting()
    if kind == ChangeKind.PROVIDER or subject_id:
        return waiting.about(kind, subject_id)
    return waiting.numbered(instead_of.pk) if instead_of else waiting.none()


def withdraw_change(*, by, change):
    """The provider takes a proposal back. Raises NotAllowed when it was decided meanwhile."""
    with record("entry_change_withdrawn", by=by):
        change = _still_waiting(change)
        return save_facts(change, {"state": ChangeState.WITHDRAWN})


def accept_change(*, by, change):
    """Make what is proposed live, for every authority. Returns the entry, site or offer.

    Raises NotAllowed when it does not wait any longer, when the authority does not use the
    provider, or when the change cannot be made now (a name taken, a site closed by then).
    """
    with record("entry_change_accepted", by=by):
        change = _decidable(by, change)
        record_changed = _apply(by, change)
        save_facts(change, _decided(by, ChangeState.ACCEPTED))
    return record_changed


def return_change(*, by, change, reason):
    """Send a proposal back to the provider with the reason. Raises NotAllowed as accept does."""
    if not reason.strip():
        raise NotAllowed("Give the reason: the provider reads it.")
    with record("entry_change_returned", by=by, reason=reason):
        change = _decidable(by, change)
        return save_facts(change, {**_decided(by, ChangeState.RETURNED), "reason": reason})


def _still_waiting(change):
    found = EntryChange.objects.waiting().locked(change.pk)
    if found is None:
        raise NotAllowed("This change does not wait any longer: it was decided or withdrawn.")
    return found


def _decidable(by, change):
    own = EntryChange.objects.decidable_by(by.membership.organisation_id)
    if not own.numbered(change.pk).exists():
        raise NotAllowed("Your authority does not use this provider, so it cannot decide on this.")
    return _still_waiting(change)


def _decided(by, state):
    return {
        "state": state,
        "authority_id": by.membership.organisation_id,
        "decided_by_id": by.pk,
        "decided_at": timezone.now(),
    }


def _apply(by, change):
    """Do what the provider could not do itself, through the same actions, and nothing that the
    page did not show to whoever accepts it."""
    if set(change.proposed) - set(LABELS[change.kind]):
        raise NotAllowed("This holds facts that a provider cannot propose. Send it back.")
    facts = {name: fact_of(change, name) for name in change.proposed}
    subject = change.subject
    if subject is None and not change.is_addition:
        raise NotAllowed("What this change is about is not there any more.")
    match change.kind:
        case ChangeKind.PROVIDER:
            return edit_provider(by=by, provider=subject, **facts)
        case ChangeKind.SITE:
            _name_is_free(change, facts)
            if change.is_addition:
                return add_site(by=by, provider=change.provider, **facts)
            return edit_site(by=by, site=subject, **facts)
        case ChangeKind.OFFER:
            if change.is_addition:
                return add_offer(by=by, **facts)
            return edit_offer(by=by, offer=subject, **facts)


def _name_is_free(change, facts):
    others = Site.objects.of(change.provider).exclude(pk=change.subject_id)
    if "name" in facts and others.named(facts["name"]).exists():
        raise NotAllowed("Another site has this name by now. Send the change back.")
