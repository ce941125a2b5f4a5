import pytest

from apcommission.accounts.imports.authorities import (
    ensure_authorities,
    la_codes_by_gss,
    la_names,
)
from apcommission.accounts.models import Organisation
from tests.factories.accounts import AuthorityFactory


def test_the_authorities_that_exist_now_have_a_name():
    names = la_names()

    assert (names["311"], names["305"], names["931"]) == ("Havering", "Bromley", "Oxfordshire")
    assert len(names) == 153


def test_an_authority_that_was_abolished_is_not_among_them():
    assert "928" not in la_names()
    assert la_names()["940"] == "North Northamptonshire"


def test_the_code_of_the_ons_leads_to_the_same_authority():
    assert la_codes_by_gss()["E09000016"] == "311"


def test_a_missing_authority_is_created_and_one_that_exists_kept(db):
    havering = AuthorityFactory(name="London Borough of Havering", la_code="311")
    found = ensure_authorities(["305", "311", "305"])

    assert found["311"] == havering
    assert (found["305"].name, found["305"].kind) == ("Bromley", "authority")
    assert Organisation.objects.count() == 2


def test_a_number_without_an_authority_is_refused(db):
    with pytest.raises(KeyError):
        ensure_authorities(["000"])
