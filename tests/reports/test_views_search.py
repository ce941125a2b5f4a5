import pytest

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PupilFactory
from tests.factories.providers import ProviderFactory

URL = "/search/"


@pytest.mark.capability("F142")
def test_pupils_schools_and_providers_are_found_within_scope(web, commissioner, school, authority):
    pupil = PupilFactory(school=school, forename="Zoë", surname="Marsh")
    PupilFactory(forename="Zoe", surname="Marshall")
    SchoolFactory(name="Marsh Lane School", authority=authority)
    SchoolFactory(name="Marshfield School")
    provider = ProviderFactory(organisation__name="Marsh Farm")
    page = web(commissioner).get(URL, {"q": "mrash"}).text

    assert f'href="{pupil.get_absolute_url()}">Zoë Marsh</a>' in page
    assert f'href="{provider.get_absolute_url()}">Marsh Farm</a>' in page
    assert "Marsh Lane School" in page
    assert "Marshall" not in page
    assert "Marshfield" not in page
    for heading in ("1 pupil<", "1 school<", "1 provider<"):
        assert heading in page


@pytest.mark.capability("F142")
def test_a_school_searches_its_own(web, school_lead, school, authority):
    PupilFactory(school=school, forename="Ada", surname="Marsh")
    PupilFactory(school=SchoolFactory(authority=authority), forename="Ben", surname="Marsh")
    page = web(school_lead).get(URL, {"q": "marsh"}).text

    assert "Ada Marsh" in page
    assert "Ben Marsh" not in page


def test_the_pupils_shown_are_noted_and_no_others(web, commissioner, school):
    shown = PupilFactory(school=school, surname="Marsh")
    PupilFactory(school=school, surname="Okonkwo")
    web(commissioner).get(URL, {"q": "marsh"})

    views = PupilView.objects.values_list("pupil_id", "route", "person_name")
    assert list(views) == [(shown.pk, "reports:search", "Carol Reyes")]


def test_nothing_found_says_where_we_looked(web, commissioner):
    page = web(commissioner).get(URL, {"q": "<b>wilkinson"}).text

    assert "Nothing found for “&lt;b&gt;wilkinson”" in page
    assert "We looked at the pupils, providers, schools that Elmshire may see." in page


@pytest.mark.parametrize("text", ["", "a", "  ", "\0"])
def test_too_little_finds_nothing(web, commissioner, school, text):
    PupilFactory(school=school, forename="Ada")
    page = web(commissioner).get(URL, {"q": text}).text

    assert "Ada" not in page
    assert PupilView.objects.count() == 0


@pytest.mark.parametrize("text", ["x" * 5000, "🦊🦊🦊", "\u202eabc", "1" * 13, "' -- %s {0}"])
def test_strange_words_are_answered(web, commissioner, text):
    assert web(commissioner).get(URL, {"q": text}).status_code == 200


def test_schools_link_to_their_placements(web, commissioner, authority):
    school = SchoolFactory(name="Marsh Lane School", authority=authority)

    assert f"/placements/?school={school.pk}" in web(commissioner).get(URL, {"q": "marsh"}).text


def test_an_attendance_officer_gets_no_link_to_placements(web, school_attendance):
    page = web(school_attendance).get(URL, {"q": "hillside"}).text

    assert "Hillside School" in page
    assert "?school=" not in page


@pytest.mark.parametrize("role", [Role.PROVIDER_STAFF, Role.FORUM_MEMBER])
def test_who_may_not_search(web, role, db):
    assert web(member(role)).get(URL, {"q": "marsh"}).status_code == 403
