import pytest
from django.db import DatabaseError, transaction

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from providers.actions.catalogue import keep_search, publish_catalogue
from providers.models import PublicCatalogue, SearchMiss
from tests.factories.providers import PublicCatalogueFactory


def test_catalogue_is_switched_on_and_off_and_audited(commissioner, authority):
    with database_scope(commissioner.membership):
        facts = {"by": commissioner, "authority": authority, "address": "elmshire"}
        publish_catalogue(is_on=True, introduction="Ask your school.", **facts)
        publish_catalogue(is_on=False, **facts)
    catalogue = PublicCatalogue.objects.get()
    assert (catalogue.is_on, catalogue.introduction, catalogue.changed_by_id) == (
        False,
        "",
        commissioner.pk,
    )
    events = Event.objects.filter(table_name="providers_publiccatalogue").order_by("pk")
    assert [event.action for event in events] == [
        "public_catalogue_switched_on",
        "public_catalogue_switched_off",
    ]


def test_address_of_another_authority_is_refused(commissioner, authority, other_authority):
    PublicCatalogueFactory(authority=other_authority, address="elmshire")
    with (
        database_scope(commissioner.membership),
        pytest.raises(NotAllowed, match="Another authority’s catalogue has this address"),
    ):
        publish_catalogue(by=commissioner, authority=authority, is_on=True, address="elmshire")
    assert PublicCatalogue.objects.count() == 1


def test_search_is_kept_for_the_authority_of_a_school(school_lead, school, authority, commissioner):
    with database_scope(school_lead.membership):
        keep_search(
            by=school_lead,
            authority=authority.pk,
            school=school,
            needs=["autism"],
            question="need=autism",
        )
        # What others searched is not a school's to read.
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            SearchMiss.objects.count()
    miss = SearchMiss.objects.visible_to(commissioner).get()
    assert (miss.school, miss.needs, str(miss)) == (school, ["autism"], "need=autism")


def test_school_keeps_no_search_in_anothers_name(school_lead, other_authority, school):
    with (
        database_scope(school_lead.membership),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        keep_search(by=school_lead, authority=other_authority.pk, school=school, question="age=9")
