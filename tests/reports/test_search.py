import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.models import SchoolProfile
from apcommission.accounts.scope import database_scope
from apcommission.reports.search import search
from placements.identifiers import make_upn
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory

UPN = make_upn("311", 4000, 2021, 7)


def found(user, text):
    """{kind: names in order} of what this user finds, under row security."""
    with database_scope(user.membership):
        groups = search(user, text)
        return {g.kind: [result.name for result in g.results] for g in groups}


@pytest.fixture
def pupils(school):
    names = [("Zoë", "Nováková"), ("Ada", "Marsh"), ("Chukwu", "Okonkwo"), ("Sean", "O'Brien-Lee")]
    return [PupilFactory(school=school, forename=f, surname=s) for f, s in names]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zoe novakova", "Zoë Nováková"),
        ("NOVÁKOVÁ", "Zoë Nováková"),
        ("novak", "Zoë Nováková"),
        ("novakoav zoe", "Zoë Nováková"),
        ("mrash", "Ada Marsh"),
        ("ad mar", "Ada Marsh"),
        ("ocknokwo", "Chukwu Okonkwo"),
        ("okonko", "Chukwu Okonkwo"),
        ("obrien", "Sean O'Brien-Lee"),
        ("o brien lee", "Sean O'Brien-Lee"),
        ("O’Brian", "Sean O'Brien-Lee"),
    ],
)
def test_a_pupil_is_found_in_spite_of_accents_and_slips(commissioner, pupils, text, name):
    assert found(commissioner, text)["pupil"] == [name]


def test_what_is_not_near_is_not_found(commissioner, pupils):
    assert found(commissioner, "wilkinson") == {"pupil": [], "provider": [], "school": []}
    assert found(commissioner, "ada okonkwo")["pupil"] == []
    assert found(commissioner, "%")["pupil"] == []
    assert found(commissioner, "' OR 1=1 --")["pupil"] == []


def test_the_nearest_comes_first(commissioner, school):
    for surname in ("Marshall", "Marsh", "March"):
        PupilFactory(school=school, forename="Ben", surname=surname)

    assert found(commissioner, "marsh")["pupil"] == ["Ben Marsh", "Ben Marshall", "Ben March"]


def test_a_preferred_surname_is_found_and_a_merged_record_is_not(commissioner, school):
    held = PupilFactory(school=school, forename="Elizabeth", surname="Ash", preferred_surname="Hay")
    PupilFactory(school=school, forename="Elizabeth", surname="Hay", merged_into=held)
    [found, *_] = search(commissioner, "elizabeth hay")
    assert found.results == [held]


def test_a_preferred_forename_is_found_too(commissioner, school):
    PupilFactory(school=school, forename="Elizabeth", preferred_forename="Betsy", surname="Ash")

    assert found(commissioner, "betsy")["pupil"] == ["Betsy Ash"]
    assert found(commissioner, "elizabeth")["pupil"] == ["Betsy Ash"]


def test_a_new_name_is_found_at_once_and_the_old_no_longer(commissioner, school):
    pupil = PupilFactory(school=school, forename="Ada", surname="Marsh")
    type(pupil).objects.filter(pk=pupil.pk).update(surname="Kowalczyk")

    assert found(commissioner, "kowalczyk")["pupil"] == ["Ada Kowalczyk"]
    assert found(commissioner, "marsh")["pupil"] == []


@pytest.mark.parametrize("text", [UPN, UPN.lower(), f" {UPN} "])
def test_a_pupil_is_found_by_upn(commissioner, school, text):
    PupilFactory(school=school, forename="Ada", surname="Marsh", upn=UPN)
    PupilFactory(school=school, upn=make_upn("311", 4000, 2021, 8))

    assert found(commissioner, text) == {"pupil": ["Ada Marsh"], "provider": [], "school": []}


def test_schools_and_providers_are_found_by_name_urn_and_postcode(commissioner, authority):
    school = SchoolFactory(name="St. Zoë’s Academy", authority=authority)
    SchoolProfile.objects.create(organisation=school, urn=102345, postcode="RM1 3BB")
    provider = ProviderFactory(organisation__name="Zoë's Farm", urn=140000)
    SiteFactory(provider=provider, postcode="RM1 4AA")
    SiteFactory(provider=provider, postcode="RM1 4AB")

    assert found(commissioner, "st zoes") == {
        "pupil": [],
        "provider": [],
        "school": ["St. Zoë’s Academy"],
    }
    assert found(commissioner, "zoes farn")["provider"] == ["Zoë's Farm"]
    assert found(commissioner, "102345")["school"] == ["St. Zoë’s Academy"]
    assert found(commissioner, "140000")["provider"] == ["Zoë's Farm"]
    for text in ("RM1", "rm1"):
        both = found(commissioner, text)
        assert (both["school"], both["provider"]) == (["St. Zoë’s Academy"], ["Zoë's Farm"])
    assert found(commissioner, "rm13bb")["provider"] == []
    assert found(commissioner, "RM14")["school"] == []


# Scope


def test_an_authority_finds_its_own_pupils_only(commissioner, pupils):
    PupilFactory(forename="Ada", surname="Marsh")

    assert found(commissioner, "ada marsh")["pupil"] == ["Ada Marsh"]


def test_a_school_finds_its_own_pupils_only(school_lead, authority, pupils):
    other = SchoolFactory(authority=authority)
    PupilFactory(school=other, forename="Ada", surname="Marshall", upn=UPN)

    assert found(school_lead, "ada mars")["pupil"] == ["Ada Marsh"]
    assert found(school_lead, UPN)["pupil"] == []


def test_a_provider_finds_the_pupils_placed_with_it_only(provider_lead, provider, pupils):
    PlacementFactory(pupil=pupils[1], provider=provider)
    PlacementFactory(pupil=pupils[2])

    assert found(provider_lead, "ada marsh")["pupil"] == ["Ada Marsh"]
    assert found(provider_lead, "okonkwo")["pupil"] == []


def test_a_school_finds_the_providers_its_authority_has_decided_on(school_lead, authority):
    decided = ProviderFactory(organisation__name="Bridge Farm")
    ApprovalFactory(authority=authority, provider=decided)
    ProviderFactory(organisation__name="Bridge Garage")

    assert found(school_lead, "bridge")["provider"] == ["Bridge Farm"]


def test_schools_of_another_authority_are_not_found(commissioner, authority):
    SchoolFactory(name="Hill Academy", authority=authority)
    SchoolFactory(name="Hill College")

    assert found(commissioner, "hill")["school"] == ["Hill Academy"]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.COMMISSIONER, ["pupil", "provider", "school"]),
        (Role.FINANCE_OFFICER, ["provider", "school"]),
        (Role.SCHOOL_ATTENDANCE, ["pupil", "school"]),
    ],
)
def test_each_role_searches_what_it_may_see(db, role, kinds):
    assert list(found(member(role), "marsh")) == kinds


def test_finance_finds_no_pupil_by_any_means(finance_officer, school):
    PupilFactory(school=school, forename="Ada", surname="Marsh", upn=UPN)

    for text in ("ada marsh", UPN):
        assert "pupil" not in found(finance_officer, text)


# Cost


def test_a_search_costs_the_same_queries_however_much_is_found(commissioner, school):
    PupilFactory(school=school, surname="Marsh")
    counted = []
    for _ in range(2):
        with database_scope(commissioner.membership), CaptureQueriesContext(connection) as queries:
            groups = search(commissioner, "marsh")
        counted.append((groups[0].count, len(queries)))
        PupilFactory.create_batch(2, school=school, surname="Marsh")

    assert [count for count, _ in counted] == [1, 3]
    assert counted[0][1] == counted[1][1]


def test_many_alike_are_counted_and_the_nearest_shown(commissioner, school):
    PupilFactory.create_batch(25, school=school, surname="Marsh")
    with database_scope(commissioner.membership):
        pupils = search(commissioner, "marsh")[0]

    assert (pupils.count, len(pupils.results), pupils.is_more) == (25, 20, False)
