import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from placements.choices import Roll, SenProvision
from placements.identifiers import make_upn
from placements.models import Pupil, PupilContact, PupilMerge, PupilSafeguarding, UpnClaim
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import (
    ContactFactory,
    PlacementFactory,
    PupilFactory,
    PupilSchoolFactory,
)
from tests.placements.views.conftest import date_boxes

LIST = reverse("placements:pupil_list")
UPN = make_upn("311", 4000, 2016, 1)


def names(response):
    return [pupil.name for pupil in response.context["page"]]


def url(name, pupil):
    return reverse(f"placements:{name}", args=[pupil.pk])


@pytest.fixture
def others(other_authority, authority, provider):
    """Pupils whom the cast must not meet."""
    PupilFactory(school=SchoolFactory(authority=other_authority), surname="Faraway")
    return PupilFactory(school=SchoolFactory(authority=authority), surname="Nextdoor")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("commissioner", ["Ada Marsh", "Child Nextdoor"]),
        ("officer", ["Ada Marsh", "Child Nextdoor"]),
        ("school_lead", ["Ada Marsh"]),
        ("school_attendance", ["Ada Marsh"]),
        ("provider_lead", ["Ada Marsh"]),
    ],
)
def test_pupil_list_shows_those_in_scope(request, web, placement, others, who, seen):
    others.forename = "Child"
    others.save()
    response = web(request.getfixturevalue(who)).get(LIST)
    assert names(response) == seen


@pytest.mark.parametrize("who", ["finance_officer", "provider_staff", "forum_member"])
def test_pupil_list_is_not_for_everybody(request, web, pupil, who):
    assert web(request.getfixturevalue(who)).get(LIST).status_code == 403


def test_pupil_list_notes_whom_it_showed(web, school_lead, pupil, others):
    web(school_lead).get(LIST)
    assert list(PupilView.objects.values_list("pupil_id", "route")) == [
        (pupil.pk, "placements:pupil_list")
    ]


def test_pupil_list_of_a_provider_leaves_out_past_pupils_unless_asked(
    web, provider_lead, placement
):
    placement.status, placement.ended_on = "ended", dt.date(2026, 11, 20)
    placement.save()
    assert names(web(provider_lead).get(LIST)) == []
    assert names(web(provider_lead).get(LIST, {"past": "on"})) == ["Ada Marsh"]


def test_pupil_list_finds_by_the_beginning_of_a_name_or_the_upn(web, school_lead, school, pupil):
    PupilFactory(school=school, forename="Bo", surname="Adair", upn="A1")
    assert names(web(school_lead).get(LIST, {"name": "ada"})) == ["Bo Adair", "Ada Marsh"]
    assert names(web(school_lead).get(LIST, {"name": "ada mar"})) == ["Ada Marsh"]
    assert names(web(school_lead).get(LIST, {"name": "a1"})) == ["Bo Adair"]


def test_pupil_list_of_those_in_a_placement_now(web, school_lead, school, placement):
    PupilFactory(school=school)
    assert names(web(school_lead).get(LIST, {"placed": "on"})) == ["Ada Marsh"]


def test_pupil_list_is_sorted_as_asked(web, commissioner, school, pupil):
    PupilFactory(school=school, surname="abel", forename="Zed", date_of_birth=dt.date(2010, 1, 1))
    assert names(web(commissioner).get(LIST)) == ["Zed abel", "Ada Marsh"]
    assert names(web(commissioner).get(LIST, {"sort": "-name"})) == ["Ada Marsh", "Zed abel"]
    assert names(web(commissioner).get(LIST, {"sort": "-born"})) == ["Ada Marsh", "Zed abel"]


def test_pupil_list_asks_the_same_however_many(
    web, commissioner, school, provider, django_assert_max_num_queries
):
    client = web(commissioner)

    def count():
        with django_assert_max_num_queries(50) as asked:
            client.get(LIST)
        return len(asked)

    PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    count()  # the first request also writes the session
    one = count()
    for _ in range(2):
        PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    assert count() == one


@pytest.mark.parametrize(
    "who", ["commissioner", "officer", "school_lead", "school_attendance", "provider_lead"]
)
def test_pupil_detail_opens_for_those_in_scope(request, web, pupil, placement, who):
    response = web(request.getfixturevalue(who)).get(pupil.get_absolute_url())
    assert response.status_code == 200
    assert "Year 10" in response.content.decode()
    assert PupilView.objects.get().pupil_id == pupil.pk


@pytest.mark.parametrize(
    "role",
    [Role.COMMISSIONER, Role.OFFICER, Role.SCHOOL_LEAD, Role.SCHOOL_ATTENDANCE, Role.PROVIDER_LEAD],
)
def test_pupil_detail_is_not_found_by_a_stranger(web, stranger, pupil, placement, role):
    assert web(stranger(role)).get(pupil.get_absolute_url()).status_code == 404


def test_pupil_detail_tells_who_may_open_the_safeguarding_record(web, school_lead, pupil):
    PupilSafeguarding.objects.create(
        pupil=pupil, authority=pupil.authority, school=pupil.school, detail="CANARY"
    )
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "CANARY" not in page
    assert "The designated safeguarding leads of Hillside School and Elmshire can open it." in page


def test_pupil_detail_shows_safeguarding_to_a_safeguarding_lead(web, school_dsl, pupil):
    PupilSafeguarding.objects.create(
        pupil=pupil, authority=pupil.authority, school=pupil.school, detail="Plan since May."
    )
    page = web(school_dsl).get(pupil.get_absolute_url()).content.decode()
    assert "Plan since May." in page
    assert reverse("placements:safeguarding_edit", args=[pupil.pk]) in page


def test_pupil_detail_shows_a_provider_only_its_own_placements(web, provider_lead, placement):
    PlacementFactory(pupil=placement.pupil, provider__organisation__name="Other Farm")
    response = web(provider_lead).get(placement.pupil.get_absolute_url())
    assert list(response.context["placements"]) == [placement]


def test_pupil_detail_names_those_to_consult(web, school_lead, pupil):
    pupil.sen_provision, pupil.is_looked_after = SenProvision.PLAN, True
    pupil.save()
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "ask the LA that maintains the EHC plan and the virtual school head" in page


NEW = {
    "forename": "Ben",
    "surname": "Ode",
    **date_boxes("date_of_birth", "2012-05-04"),
    "sex": "M",
    "roll": "single",
    "sen_provision": "N",
}


def test_pupil_add_by_a_school_puts_the_pupil_on_its_roll(web, school_lead, school, authority):
    response = web(school_lead).post(reverse("placements:pupil_add"), NEW)
    pupil = Pupil.objects.get()
    assert response.status_code == 302
    assert response.url == pupil.get_absolute_url()
    assert (pupil.school, pupil.authority, pupil.name) == (school, authority, "Ben Ode")


def test_pupil_add_by_the_la_without_a_school(web, officer, authority):
    web(officer).post(reverse("placements:pupil_add"), NEW | {"roll": "none", "school": ""})
    pupil = Pupil.objects.get()
    assert (pupil.school, pupil.authority, pupil.roll) == (None, authority, Roll.NONE)


def test_pupil_add_keeps_what_was_typed_on_an_error(web, school_lead):
    response = web(school_lead).post(reverse("placements:pupil_add"), NEW | {"upn": "X123"})
    page = response.content.decode()
    assert response.context["form"].errors == {"upn": ["A UPN has 13 characters; this one has 4."]}
    assert 'value="X123"' in page
    assert 'value="Ben"' in page
    assert Pupil.objects.count() == 0


@pytest.mark.capability("F040")
def test_pupil_add_offers_the_one_that_is_there_or_a_twin(web, school_lead, school):
    known = PupilFactory(
        school=school, forename="Ben", surname="Ode", date_of_birth=dt.date(2012, 5, 4)
    )
    client = web(school_lead)
    response = client.post(reverse("placements:pupil_add"), NEW)
    page = response.content.decode()
    assert known.get_absolute_url() in page
    assert "This is another child of the same name and date of birth" in page
    assert Pupil.objects.count() == 1
    assert response.context["candidates"] == [known]
    unsaid = client.post(reverse("placements:pupil_add"), NEW | {"is_another_child": "on"})
    assert unsaid.context["form"].errors == {
        "apart_reason": ["Say how you know that it is another child"]
    }
    assert 'value="Ode"' in unsaid.content.decode()
    said = {"is_another_child": "on", "apart_reason": "Two families."}
    client.post(reverse("placements:pupil_add"), NEW | said)
    assert Pupil.objects.count() == 2


@pytest.mark.capability("F040")
def test_pupil_add_on_the_way_to_a_placement_goes_on_with_the_one_that_is_there(
    web, school_lead, school
):
    known = PupilFactory(
        school=school, forename="Ben", surname="Ode", date_of_birth=dt.date(2012, 5, 4)
    )
    page = web(school_lead).post(reverse("placements:pupil_add") + "?placement", NEW)
    use = reverse("placements:placement_request") + f"?pupil={known.pk}"
    assert f'href="{use}"' in page.content.decode()


@pytest.mark.capability("F040")
def test_pupil_add_asks_the_authority_about_a_upn_at_another_school(
    web, school_lead, authority, officer
):
    PupilFactory(school=SchoolFactory(authority=authority), surname="Canary", upn=UPN)
    client = web(school_lead)
    for _ in range(2):
        page = client.post(reverse("placements:pupil_add"), NEW | {"upn": UPN}).content.decode()
    assert "Your local authority has been asked to look" in page
    assert "Canary" not in page
    assert Pupil.objects.count() == 1
    claim = UpnClaim.objects.get()
    assert (claim.authority, claim.upn, claim.surname) == (authority, UPN, "Ode")


@pytest.mark.parametrize("who", ["school_attendance", "provider_lead", "finance_officer"])
def test_pupil_add_is_not_for_everybody(request, web, who):
    response = web(request.getfixturevalue(who)).get(reverse("placements:pupil_add"))
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("forenames", "shown"),
    [((), True), (("Jo",), True), (("Jo", "Al"), False)],
)
def test_pupil_detail_wants_more_than_one_emergency_contact(
    web, school_lead, pupil, forenames, shown
):
    for name in forenames:
        ContactFactory(pupil=pupil, name=name)
    ContactFactory(pupil=pupil, name="Not to be rung", is_emergency=False)
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert ("Hold more than one emergency contact" in page) is shown


@pytest.mark.parametrize(
    ("status", "told"), [("requested", False), ("agreed", True), ("active", True), ("ended", False)]
)
def test_pupil_detail_tells_a_provider_whom_to_ring_while_it_teaches(
    web, provider_lead, placement, status, told
):
    contact = ContactFactory(pupil=placement.pupil, name="Jo Canary")
    placement.status = status
    placement.ended_on = dt.date(2026, 11, 20) if status == "ended" else None
    placement.save()
    page = web(provider_lead).get(placement.pupil.get_absolute_url()).content.decode()
    assert (contact.name in page) is told
    assert PupilContact.objects.visible_to(provider_lead).exists() is told
    assert "Former names, numbers and background" not in page
    assert "Address" not in page


def test_pupil_detail_shows_the_dates_of_compulsory_school_age(web, school_lead, pupil):
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "Yes: from 31 Mar 2017 to 30 Jun 2028" in page


def test_pupil_detail_shows_a_year_that_is_not_that_of_the_age(web, school_lead, pupil):
    pupil.nc_year_offset, pupil.nc_year_reason = -1, "Long illness"
    pupil.save()
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "Year 9, not the year of their age: Long illness" in page


def test_pupil_detail_of_a_merged_record_leads_to_the_one_that_stays(
    web, commissioner, school_lead, stranger, pupil, school
):
    gone = PupilFactory(school=school, merged_into=pupil)
    for user in (commissioner, school_lead):
        assert web(user).get(gone.get_absolute_url()).url == pupil.get_absolute_url()
    assert web(stranger(Role.OFFICER)).get(gone.get_absolute_url()).status_code == 404


def test_pupil_detail_tells_the_authority_what_was_merged(web, commissioner, school_lead, pupil):
    gone = PupilFactory(school=pupil.school, surname="Gone", merged_into=pupil)
    PupilMerge.objects.create(
        pupil=pupil,
        authority=pupil.authority,
        merged=gone,
        reason="One child.",
        merged_by_id=commissioner.pk,
    )
    page = web(commissioner).get(pupil.get_absolute_url()).content.decode()
    assert "One child." in page
    assert reverse("accounts:pupil_view_list", args=[gone.pk]) in page
    assert "Gone" not in web(school_lead).get(pupil.get_absolute_url()).content.decode()


def test_pupil_list_leaves_merged_records_out(web, commissioner, pupil, school):
    PupilFactory(school=school, merged_into=pupil)
    assert names(web(commissioner).get(LIST)) == ["Ada Marsh"]


def test_pupil_detail_asks_the_same_however_much_is_held(
    web, school_dsl, pupil, django_assert_max_num_queries
):
    client = web(school_dsl)

    def count():
        with django_assert_max_num_queries(60) as asked:
            client.get(pupil.get_absolute_url())
        return len(asked)

    for _ in range(2):
        ContactFactory(pupil=pupil)
    count()  # the first request also writes the session
    few = count()
    for _ in range(3):
        ContactFactory(pupil=pupil)
        PupilSchoolFactory(pupil=pupil, valid_to=dt.date(2024, 7, 19))
        PlacementFactory(pupil=pupil)
    assert count() <= few + 1
