import pytest

from apcommission.demo.entries import TRAINED_MONTHS
from providers.choices import ChangeState, ContactRole
from providers.models import EntryChange, NegotiatedPrice, Offer, Provider, Site, SiteContact
from tests.demo.conftest import TODAY

# The mark of the database too: without any, a run of this file alone would set up none.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_every_site_names_everybody_to_ring():
    for site in Site.objects.prefetch_related("contacts"):
        assert {contact.role for contact in site.contacts.all()} == set(ContactRole)
    leads = SiteContact.objects.filter(role__in=["dsl", "deputy_dsl"])
    states = {contact.training(TODAY) for contact in leads}
    assert states <= {"current", "due", "overdue"}
    assert len(states) > 1


def test_training_is_out_of_date_for_a_few_only():
    late = [months for pair in TRAINED_MONTHS for months in pair if months >= 24]
    assert len(late) == 1


def test_every_offer_says_its_terms():
    for offer in Offer.objects.all():
        assert all([offer.type, offer.vat, offer.absence_charge, offer.transport])
        assert offer.grouping


def test_every_provider_declared_its_sub_contracting_and_was_looked_at():
    assert Provider.objects.filter(subcontracting_declared_on__isnull=True).count() == 0
    assert Provider.objects.filter(registration_checked_by__isnull=True).count() == 0
    assert Provider.objects.exclude(subcontracting="").count() == 1


def test_one_change_was_accepted_and_others_wait():
    states = list(EntryChange.objects.order_by("pk").values_list("state", flat=True))
    assert sorted(states) == sorted(
        [ChangeState.ACCEPTED, ChangeState.PROPOSED, ChangeState.PROPOSED]
    )
    accepted = EntryChange.objects.accepted().select_related("provider").get()
    assert "a breakfast club" in accepted.provider.description
    for change in EntryChange.objects.waiting():
        assert change.subject is not None


def test_one_school_and_one_authority_agreed_a_price():
    prices = NegotiatedPrice.objects.on(TODAY).select_related("offer")
    assert [price.school is None for price in prices.order_by("pk")] == [False, True]
    for price in prices:
        assert price.price_pence < price.offer.price_pence
