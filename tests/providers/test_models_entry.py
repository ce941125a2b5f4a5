"""What the records of an entry say of themselves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from providers.choices import ApprovalStatus, ChangeKind, ChangeState, ContactRole
from providers.models import EntryChange, NegotiatedPrice, Offer, Provider, Site, SiteContact
from providers.models.plain_facts import differing, fact_of, plain
from tests.factories.providers import (
    ApprovalFactory,
    EntryChangeFactory,
    NegotiatedPriceFactory,
    OfferFactory,
    ProviderFactory,
    SiteContactFactory,
    SiteFactory,
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statuses", "relied_on"),
    [
        ([], False),
        ([ApprovalStatus.APPLIED, ApprovalStatus.REFUSED, ApprovalStatus.REMOVED], False),
        ([ApprovalStatus.REFUSED, ApprovalStatus.APPROVED], True),
        ([ApprovalStatus.CONDITIONAL], True),
        ([ApprovalStatus.SUSPENDED], True),
    ],
)
def test_an_entry_is_relied_on_by_any_authority_that_uses_it(statuses, relied_on):
    provider = ProviderFactory()
    for status in statuses:
        ApprovalFactory(provider=provider, status=status)
    ApprovalFactory()
    assert provider.is_relied_on is relied_on


def test_a_provider_that_declared_no_subcontracting_differs_from_one_that_said_nothing():
    date = dt.date(2026, 11, 23)
    assert Provider().declares_no_subcontracting is False
    assert Provider(subcontracting_declared_on=date).declares_no_subcontracting is True
    named = Provider(subcontracting_declared_on=date, subcontracting="Kiln Works")
    assert named.declares_no_subcontracting is False


def test_an_offer_says_when_for_whom_and_in_what_groups():
    site = Site(half_days=["1am", "1pm"])
    offer = Offer(site=site, half_days=["1am", "2am"], age_from=11, age_to=14)
    assert (offer.when, offer.key_stage_labels, offer.closed_half_days, offer.grouping) == (
        "Monday morning, Tuesday morning",
        "Key stage 3, Key stage 4",
        ["2am"],
        "",
    )
    assert Offer(group_size=1).grouping == "One to one"
    assert Offer(group_size=6).grouping == "Groups of up to 6"
    assert site.opening == "Monday"


def test_contacts_are_in_the_order_of_their_roles(site):
    for role, name in (
        (ContactRole.OUT_OF_HOURS, "Ola"),
        (ContactRole.REGISTER, "Zed"),
        (ContactRole.REGISTER, "anna"),
        (ContactRole.DEPUTY_DSL, "Dev"),
        (ContactRole.HEAD, "Hale"),
        (ContactRole.DSL, "Dana"),
    ):
        SiteContactFactory(site=site, role=role, name=name)
    SiteContactFactory(name="Elsewhere")
    found = SiteContact.objects.of(site.provider).in_order()
    assert [each.name for each in found] == ["Hale", "Dana", "Dev", "anna", "Zed", "Ola"]


def test_training_is_asked_of_safeguarding_leads_and_deputies_only():
    on = dt.date(2026, 11, 23)
    old = dt.date(2020, 1, 1)
    assert [SiteContact(role=role, trained_on=old).training(on) for role in ContactRole] == [
        "",
        "overdue",
        "overdue",
        "",
        "",
    ]
    assert SiteContact(trained_on=old).training_ends_on == dt.date(2022, 1, 1)
    assert SiteContact().training_ends_on is None
    assert str(SiteContact(role="dsl", name="Dana")) == "Dana, designated safeguarding lead"


@pytest.mark.django_db
def test_prices_in_force_between_two_days():
    price = NegotiatedPriceFactory(valid_to=dt.date(2026, 12, 18))
    found = NegotiatedPrice.objects
    assert [found.on(dt.date(2026, 8, 31)).count(), found.on(dt.date(2026, 9, 1)).count()] == [0, 1]
    assert [found.on(dt.date(2026, 12, n)).count() for n in (18, 19)] == [1, 0]
    assert found.not_over(dt.date(2026, 12, 19)).count() == 0
    assert found.between(dt.date(2026, 1, 1), dt.date(2026, 8, 31)).count() == 0
    assert found.between(dt.date(2026, 1, 1), None).count() == 1
    assert str(price) == "80.00 a day"
    with pytest.raises(IntegrityError), transaction.atomic():
        NegotiatedPriceFactory(valid_to=dt.date(2026, 8, 31))


@pytest.mark.django_db
def test_a_price_says_for_whom(school, authority):
    for_one = NegotiatedPriceFactory(authority=authority, school=school)
    for_all = NegotiatedPriceFactory(authority=authority)
    assert (for_one.for_whom, for_one.owner_id) == ("Hillside School", school.pk)
    assert (for_all.for_whom, for_all.owner_id) == ("All schools of Elmshire", authority.pk)


@pytest.mark.django_db
def test_one_proposal_waits_for_one_subject():
    change = EntryChangeFactory()
    EntryChangeFactory(provider=change.provider, state=ChangeState.WITHDRAWN)
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryChangeFactory(provider=change.provider)
    site = {"provider": change.provider, "kind": ChangeKind.SITE, "proposed": {"capacity": 3}}
    EntryChangeFactory(**site, subject_id=7)
    EntryChangeFactory(**site, subject_id=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryChangeFactory(**site, subject_id=8)


@pytest.mark.django_db
def test_an_entry_change_knows_its_subject():
    offer = OfferFactory()
    provider = offer.provider
    of = {"provider": provider, "proposed": {}}
    entry = EntryChangeFactory(**of)
    changed = EntryChangeFactory(**of, kind=ChangeKind.OFFER, subject_id=offer.pk)
    added = EntryChangeFactory(**of, kind=ChangeKind.SITE)
    foreign = EntryChangeFactory(**of, kind=ChangeKind.SITE, subject_id=SiteFactory().pk)
    assert [each.subject for each in (entry, changed, added, foreign)] == [
        provider,
        offer,
        None,
        None,
    ]
    assert [each.is_addition for each in (entry, changed, added, foreign)] == [
        False,
        False,
        True,
        False,
    ]
    assert EntryChange.objects.about(ChangeKind.OFFER, offer.pk).get() == changed
    assert str(changed) == "Offer: waiting for the local authority"


def test_plain_values_compare_as_they_are_kept():
    assert plain(dt.time(9, 30)) == "09:30:00"
    assert plain(dt.date(2026, 11, 23)) == "2026-11-23"
    assert plain(["2am", "1am"]) == ["1am", "2am"]
    assert plain("one\r\ntwo") == "one\ntwo"
    assert plain(Site(pk=7)) == 7
    assert plain(None) is None


def test_differing_and_back(site):
    times = {"am_starts_at": dt.time(9, 0), "pm_starts_at": dt.time(12, 45), "name": "Main yard"}
    proposed, stood = differing(ChangeKind.SITE, site, times)
    assert (proposed, stood) == ({"am_starts_at": "09:00:00"}, {"am_starts_at": "09:30:00"})
    change = EntryChange(kind=ChangeKind.SITE, proposed=proposed)
    assert fact_of(change, "am_starts_at") == dt.time(9, 0)
    assert differing(ChangeKind.SITE, None, {"name": "Barn"}) == ({"name": "Barn"}, {})


def test_a_proposed_site_of_an_offer_is_one_of_the_same_provider(site):
    change = EntryChange(
        provider=site.provider, kind=ChangeKind.OFFER, proposed={"site": site.pk, "needs": ["semh"]}
    )
    assert (fact_of(change, "site"), fact_of(change, "needs")) == (site, ["semh"])
    change.proposed["site"] = SiteFactory().pk
    with pytest.raises(Site.DoesNotExist):
        fact_of(change, "site")
