import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ApprovalStatus, ChangeKind, ChangeState
from providers.models import EntryChange, Offer, Provider, Site
from tests.factories.accounts import member
from tests.factories.providers import (
    ApprovalFactory,
    EntryChangeFactory,
    OfferFactory,
    ProviderFactory,
    SiteFactory,
)


def propose(by, provider, kind=ChangeKind.PROVIDER, subject=None, **facts):
    with database_scope(by.membership):
        return actions.propose_change(
            by=by, provider=provider, kind=kind, subject=subject, facts=facts
        )


def accept(by, change):
    with database_scope(by.membership):
        return actions.accept_change(by=by, change=change)


def test_propose_change_keeps_the_difference_and_what_stood(provider_lead, provider):
    Provider.objects.update(phone="01632 960001", description="Old")
    change = propose(provider_lead, provider, phone="01632 960001", description="New")
    assert (change.proposed, change.stood) == ({"description": "New"}, {"description": "Old"})
    assert Provider.objects.get().description == "Old"


def test_propose_change_reads_what_stands_afresh(provider_lead, provider, site):
    site.capacity = 99  # as a form leaves its answers on the record
    change = propose(provider_lead, provider, ChangeKind.SITE, site, capacity=99)
    assert (change.proposed, change.stood) == ({"capacity": 99}, {"capacity": 12})


def test_propose_change_of_nothing_keeps_nothing(provider_lead, provider, offer):
    facts = {"needs": [], "half_days": list(reversed(offer.half_days)), "site": offer.site}
    assert propose(provider_lead, provider, ChangeKind.OFFER, offer, **facts) is None
    assert EntryChange.objects.count() == 0


def test_a_second_proposal_takes_the_place_of_the_first(provider_lead, provider):
    first = propose(provider_lead, provider, description="One")
    second = propose(provider_lead, provider, description="Two")
    first.refresh_from_db()
    assert (first.state, second.state) == (ChangeState.WITHDRAWN, ChangeState.PROPOSED)
    assert propose(provider_lead, provider, description="") is None
    assert EntryChange.objects.waiting().count() == 0


def test_two_sites_to_be_added_wait_side_by_side(provider_lead, provider):
    first = propose(provider_lead, provider, ChangeKind.SITE, name="Barn")
    propose(provider_lead, provider, ChangeKind.SITE, name="Yard")
    assert EntryChange.objects.waiting().count() == 2
    with database_scope(provider_lead.membership):
        actions.propose_change(
            by=provider_lead,
            provider=provider,
            kind=ChangeKind.SITE,
            facts={"name": "Great barn"},
            instead_of=first,
        )
    names = [change.proposed["name"] for change in EntryChange.objects.waiting().order_by("pk")]
    assert names == ["Yard", "Great barn"]


def test_accept_change_makes_it_live_and_says_who_accepted(
    provider_lead, commissioner, authority, provider
):
    change = propose(provider_lead, provider, description="We farm.")
    accept(commissioner, change)
    change.refresh_from_db()
    assert Provider.objects.get().description == "We farm."
    assert (change.state, change.authority, change.decided_by_id) == (
        ChangeState.ACCEPTED,
        authority,
        commissioner.pk,
    )
    events = Event.objects.exclude(action="unnamed")
    assert [(e.action, e.person_name) for e in events.order_by("pk")] == [
        ("entry_change_proposed", "Pat Lowe"),
        ("provider_edited", "Carol Reyes"),
        ("entry_change_accepted", "Carol Reyes"),
    ]


def test_accept_change_of_a_site_moves_it_with_its_postcode(
    provider_lead, commissioner, provider, site
):
    facts = {"postcode": "BN1 1AA", "am_starts_at": dt.time(9, 0), "half_days": ["1am", "2pm"]}
    accept(commissioner, propose(provider_lead, provider, ChangeKind.SITE, site, **facts))
    site.refresh_from_db()
    assert (site.postcode, site.am_starts_at, site.half_days) == (
        "BN1 1AA",
        dt.time(9, 0),
        ["1am", "2pm"],
    )
    assert 50.7 < site.latitude < 50.9


def test_accept_change_adds_a_site_and_an_offer(provider_lead, commissioner, provider):
    accept(commissioner, propose(provider_lead, provider, ChangeKind.SITE, name="Barn"))
    site = Site.objects.get()
    facts = {
        "title": "Farm skills",
        "site": site,
        "age_from": 11,
        "age_to": 16,
        "price_pence": 4550,
        "price_unit": "day",
    }
    accept(commissioner, propose(provider_lead, provider, ChangeKind.OFFER, **facts))
    offer = Offer.objects.get()
    assert (offer.provider, offer.site, offer.title, offer.price_pence) == (
        provider,
        site,
        "Farm skills",
        4550,
    )


def test_accept_change_leaves_alone_what_was_not_proposed(
    provider_lead, commissioner, provider, offer
):
    change = propose(provider_lead, provider, ChangeKind.OFFER, offer, places=5)
    actions.edit_offer(by=commissioner, offer=offer, title="Renamed meanwhile")
    accept(commissioner, change)
    offer.refresh_from_db()
    assert (offer.places, offer.title) == (5, "Renamed meanwhile")


def test_the_first_authority_to_accept_decides_for_all(
    provider_lead, commissioner, provider, other_authority
):
    ApprovalFactory(authority=other_authority, provider=provider)
    neighbour = member(Role.COMMISSIONER, other_authority)
    change = propose(provider_lead, provider, description="We farm.")
    accept(neighbour, change)
    with pytest.raises(NotAllowed) as refused:
        accept(commissioner, change)
    assert str(refused.value) == (
        "This change does not wait any longer: it was decided or withdrawn."
    )
    with database_scope(commissioner.membership):
        seen = EntryChange.objects.visible_to(commissioner).accepted().with_names().get()
        assert seen.authority.name == "Oakborough"


@pytest.mark.parametrize("status", [ApprovalStatus.APPLIED, ApprovalStatus.REFUSED])
def test_an_authority_that_does_not_use_the_provider_decides_nothing(
    provider_lead, provider, other_authority, status
):
    ApprovalFactory(authority=other_authority, provider=provider, status=status)
    change = propose(provider_lead, provider, description="We farm.")
    with pytest.raises(NotAllowed) as refused:
        accept(member(Role.COMMISSIONER, other_authority), change)
    assert str(refused.value) == (
        "Your authority does not use this provider, so it cannot decide on this."
    )
    assert Provider.objects.get().description == ""


def test_accept_change_is_refused_where_the_name_is_taken_by_now(
    provider_lead, commissioner, provider
):
    change = propose(provider_lead, provider, ChangeKind.SITE, name="Barn")
    SiteFactory(provider=provider, name="barn")
    with pytest.raises(NotAllowed) as refused:
        accept(commissioner, change)
    assert str(refused.value) == "Another site has this name by now. Send the change back."
    assert EntryChange.objects.waiting().get() == change


def test_accept_change_is_refused_where_the_site_is_closed_by_now(
    provider_lead, commissioner, provider, site
):
    offer = OfferFactory(site=site, half_days=["1am"])
    change = propose(provider_lead, provider, ChangeKind.OFFER, offer, half_days=["5pm"])
    actions.edit_site(by=commissioner, site=site, half_days=["1am"])
    with pytest.raises(NotAllowed) as refused:
        accept(commissioner, change)
    assert str(refused.value) == "Main yard is closed then: Friday afternoon."


def test_accept_change_of_what_is_gone_is_refused(commissioner, provider):
    change = EntryChangeFactory(
        provider=provider, kind=ChangeKind.OFFER, subject_id=999_999, proposed={"places": 3}
    )
    with pytest.raises(NotAllowed) as refused:
        accept(commissioner, change)
    assert str(refused.value) == "What this change is about is not there any more."


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (ChangeKind.PROVIDER, {"urn": 123456}),
        (ChangeKind.PROVIDER, {"description": "New", "ofsted_outcome": "Outstanding"}),
        (ChangeKind.SITE, {"capacity": 4, "latitude": 51.5}),
    ],
)
def test_accept_change_makes_nothing_live_that_its_page_did_not_show(
    commissioner, provider, site, kind, facts
):
    subject = site.pk if kind == ChangeKind.SITE else None
    change = EntryChangeFactory(provider=provider, kind=kind, subject_id=subject, proposed=facts)
    with pytest.raises(NotAllowed) as refused:
        accept(commissioner, change)
    assert str(refused.value) == "This holds facts that a provider cannot propose. Send it back."
    stands = Provider.objects.get(pk=provider.pk)
    assert (stands.urn, stands.description, stands.ofsted_outcome) == (None, "", "")
    assert Site.objects.get(pk=site.pk).capacity == 12


def test_return_change_tells_the_provider_why(provider_lead, commissioner, provider):
    change = propose(provider_lead, provider, description="We farm.")
    with pytest.raises(NotAllowed):
        actions.return_change(by=commissioner, change=change, reason=" ")
    with database_scope(commissioner.membership):
        actions.return_change(by=commissioner, change=change, reason="Say which animals.")
    with database_scope(provider_lead.membership):
        seen = EntryChange.objects.visible_to(provider_lead).returned().get()
        assert (seen.reason, seen.provider.description) == ("Say which animals.", "")


def test_withdraw_change_is_refused_once_it_is_decided(provider_lead, commissioner, provider):
    change = propose(provider_lead, provider, description="We farm.")
    accept(commissioner, change)
    with database_scope(provider_lead.membership), pytest.raises(NotAllowed):
        actions.withdraw_change(by=provider_lead, change=change)
    change.refresh_from_db()
    assert change.state == ChangeState.ACCEPTED


def test_a_provider_cannot_accept_its_own_change(provider_lead, provider):
    change = propose(provider_lead, provider, description="We farm.")
    with pytest.raises(NotAllowed):
        accept(provider_lead, change)
    assert Provider.objects.get().description == ""


def test_the_database_holds_a_relied_on_entry_against_its_own_lead(
    provider_lead, provider, site, offer
):
    with database_scope(provider_lead.membership):
        assert Provider.objects.filter(pk=provider.pk).update(description="Mine") == 0
        assert Site.objects.filter(pk=site.pk).update(capacity=99) == 0
        assert Offer.objects.filter(pk=offer.pk).update(places=99) == 0


def test_the_proposals_of_another_provider_are_not_there(provider_lead):
    change = EntryChangeFactory(provider=ProviderFactory())
    with database_scope(provider_lead.membership):
        assert EntryChange.objects.count() == 0
        with pytest.raises(NotAllowed):
            actions.withdraw_change(by=provider_lead, change=change)
    assert EntryChange.objects.waiting().get() == change
