import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from placements import actions
from placements.identifiers import make_upn
from placements.models import KeptApart, Pupil, PupilMerge, UpnClaim
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory, UpnClaimFactory

LIST = reverse("placements:duplicate_list")
UPN = make_upn("311", 4000, 2016, 1)


@pytest.fixture
def twin(authority):
    vale = SchoolFactory(name="Vale School", authority=authority)
    return PupilFactory(school=vale, forename="ADA", surname="Marsh", has_free_meals=True)


def url(name, *pks):
    return reverse(f"placements:{name}", args=pks)


def pairs(response):
    return [{first.pk, second.pk} for first, second in response.context["pairs"]]


@pytest.mark.parametrize("who", ["commissioner", "officer"])
def test_duplicate_list_shows_those_alike(request, web, pupil, twin, school, who):
    PupilFactory(school=school, forename="Ada", surname="Marsh", date_of_birth=dt.date(2010, 1, 1))
    PupilFactory(school=SchoolFactory(), forename="Ada", surname="Marsh")
    response = web(request.getfixturevalue(who)).get(LIST)
    assert pairs(response) == [{pupil.pk, twin.pk}]
    assert set(PupilView.objects.values_list("pupil_id", flat=True)) == {pupil.pk, twin.pk}


def test_duplicate_list_finds_the_name_that_a_child_uses(web, officer, pupil, school):
    other = PupilFactory(
        school=school, forename="Adelaide", preferred_forename="ada", surname="Marsh"
    )
    assert pairs(web(officer).get(LIST)) == [{pupil.pk, other.pk}]


def test_duplicate_list_leaves_out_those_kept_apart_and_those_merged(
    web, officer, pupil, twin, school
):
    actions.keep_apart(by=officer, pupil=pupil, other=twin, reason="Cousins.")
    PupilFactory(school=school, forename="Ada", surname="Marsh", merged_into=pupil)
    response = web(officer).get(LIST)
    assert pairs(response) == []
    assert "No duplicates" in response.content.decode()


@pytest.mark.parametrize("who", ["school_lead", "provider_lead", "finance_officer"])
def test_duplicate_list_is_the_authoritys(request, web, who):
    assert web(request.getfixturevalue(who)).get(LIST).status_code == 403


def test_duplicate_list_asks_the_same_however_many(
    web, officer, pupil, twin, school, django_assert_max_num_queries
):
    client = web(officer)

    def count():
        with django_assert_max_num_queries(50) as asked:
            client.get(LIST)
        return len(asked)

    UpnClaimFactory(school=school)
    count()
    one = count()
    for number in range(2):
        PupilFactory(school=school, forename="Ada", surname="Marsh")
        UpnClaimFactory(school=school, upn=make_upn("311", 4000, 2016, number))
    assert count() == one


def test_pupil_merge_asks_for_each_difference_and_merges(web, commissioner, pupil, twin):
    placement = PlacementFactory(pupil=twin)
    client, place = web(commissioner), url("pupil_merge", pupil.pk, twin.pk)
    page = client.get(place).content.decode()
    assert "Vale School: On the home school" in page
    given = {"keep": "first", "reason": "One family."}
    given |= {"take_forename": "first", "take_school": "second", "take_has_free_meals": "second"}
    response = client.post(place, given)
    pupil.refresh_from_db()
    assert response.url == pupil.get_absolute_url()
    assert (pupil.forename, pupil.school, pupil.has_free_meals) == ("Ada", twin.school, True)
    assert placement in client.get(response.url).context["placements"]
    assert PupilMerge.objects.get().reason == "One family."


def test_pupil_merge_into_the_other(web, commissioner, pupil, twin):
    given = {"keep": "second", "reason": "One family."}
    given |= {"take_forename": "first", "take_school": "second", "take_has_free_meals": "first"}
    web(commissioner).post(url("pupil_merge", pupil.pk, twin.pk), given)
    twin.refresh_from_db()
    assert (twin.forename, twin.school.name, twin.has_free_meals) == ("Ada", "Vale School", False)
    assert Pupil.objects.get(pk=pupil.pk).merged_into == twin


def test_pupil_merge_wants_every_answer(web, commissioner, pupil, twin):
    response = web(commissioner).post(url("pupil_merge", pupil.pk, twin.pk), {"reason": "x"})
    assert set(response.context["form"].errors) == {
        "keep",
        "take_forename",
        "take_school",
        "take_has_free_meals",
    }
    assert not PupilMerge.objects.exists()


@pytest.mark.parametrize("name", ["pupil_merge", "pupil_apart"])
def test_pairs_are_of_the_authority(web, officer, stranger, pupil, twin, name):
    elsewhere = PupilFactory()
    for pair in ((pupil, elsewhere), (elsewhere, pupil), (pupil, pupil)):
        assert web(officer).get(url(name, *[p.pk for p in pair])).status_code == 404
    place = url(name, pupil.pk, twin.pk)
    assert web(stranger(Role.OFFICER)).get(place).status_code == 404


def test_pupil_apart(web, officer, pupil, twin):
    place = url("pupil_apart", pupil.pk, twin.pk)
    assert web(officer).post(place, {"reason": ""}).context["form"].errors
    assert web(officer).post(place, {"reason": "Cousins."}).url == LIST
    assert KeptApart.objects.get().reason == "Cousins."


def test_claim_settle_moves_the_pupil_and_answers(web, officer, school, twin):
    Pupil.objects.filter(pk=twin.pk).update(upn=UPN)
    claim = UpnClaimFactory(school=school, upn=UPN)
    assert "Vale School" in web(officer).get(LIST).content.decode()
    place = url("claim_settle", claim.pk)
    assert "Vale School" in web(officer).get(place).content.decode()
    response = web(officer).post(place, {"moves": "yes", "answer": "The record is yours now."})
    twin.refresh_from_db()
    assert (response.url, twin.school) == (LIST, school)
    assert UpnClaim.objects.get().answer == "The record is yours now."
    assert web(officer).get(place).status_code == 404


def test_claim_settle_is_not_found_by_a_stranger(web, stranger, school):
    claim = UpnClaimFactory(school=school)
    place = url("claim_settle", claim.pk)
    assert web(stranger(Role.OFFICER)).get(place).status_code == 404


def test_a_school_reads_the_answer_on_its_list_of_pupils(web, officer, school_lead, school):
    claim = UpnClaimFactory(school=school)
    page = web(school_lead).get(reverse("placements:pupil_list")).content.decode()
    assert "Your local authority is looking at a UPN that you gave for Ben Ode" in page
    actions.settle_claim(
        by=officer, claim=claim, answer="Ask the family.", moves=False, on=dt.date(2026, 11, 23)
    )
    page = web(school_lead).get(reverse("placements:pupil_list")).content.decode()
    assert "Ask the family." in page
