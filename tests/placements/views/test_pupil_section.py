import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from placements.choices import Roll
from placements.models import (
    PupilAddress,
    PupilContact,
    PupilMedical,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
)
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import ContactFactory
from tests.placements.views.conftest import date_boxes

IDENTITY = {
    "forename": "Ben",
    "middle_names": "Lee",
    "surname": "Ode",
    **date_boxes("date_of_birth", "2012-05-04"),
    "sex": "M",
}
UPN_MISTYPED = "The first letter of this UPN does not fit its digits. Check for a typing mistake."
CONTACT = {"name": "Jo Marsh", "relation": "mother", "phone": "01632 960001", "order": "1"}


def url(name, pupil, *more):
    return reverse(f"placements:{name}", args=[pupil.pk, *more])


def errors(response):
    return response.context["form"].errors


def test_pupil_edit_changes_the_identity(web, school_lead, pupil):
    client = web(school_lead)
    assert 'value="Ada"' in client.get(url("pupil_edit", pupil, "identity")).content.decode()
    response = client.post(url("pupil_edit", pupil, "identity"), IDENTITY)
    pupil.refresh_from_db()
    assert response.url == pupil.get_absolute_url()
    assert (pupil.name, pupil.register_name) == ("Ben Ode", "Ben Lee Ode")
    assert PupilView.objects.filter(pupil_id=pupil.pk).count() == 2


def test_pupil_edit_takes_a_temporary_upn(web, school_lead, pupil):
    given = IDENTITY | {"upn": " d31199992600a "}
    web(school_lead).post(url("pupil_edit", pupil, "identity"), given)
    pupil.refresh_from_db()
    assert (pupil.upn, pupil.has_temporary_upn) == ("D31199992600A", True)
    assert "D31199992600A (temporary)" in web(school_lead).get(pupil.get_absolute_url()).text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            date_boxes("date_of_birth", "2024-05-04"),
            {"date_of_birth": ["This date of birth makes a child under 4. Check the year."]},
        ),
        (
            {"upn": "B31199992600A"},
            {"upn": [UPN_MISTYPED]},
        ),
    ],
)
def test_pupil_edit_refuses_what_cannot_be(web, school_lead, pupil, wrong, why):
    response = web(school_lead).post(url("pupil_edit", pupil, "identity"), IDENTITY | wrong)
    assert errors(response) == why
    assert "<title>Error: Name and identity of Ada Marsh" in response.content.decode()


def test_pupil_edit_shows_typed_script_as_text(web, school_lead, pupil):
    given = IDENTITY | {"forename": "<script>alert(1)</script>"}
    web(school_lead).post(url("pupil_edit", pupil, "identity"), given)
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_pupil_edit_sets_a_year_with_its_reason(web, school_lead, pupil):
    client, place = web(school_lead), url("pupil_edit", pupil, "year")
    response = client.post(place, {"nc_year": "9"})
    assert errors(response) == {"nc_year_reason": ["Say why it is not the year of their age"]}
    client.post(place, {"nc_year": "9", "nc_year_reason": "Long illness"})
    pupil.refresh_from_db()
    years = [pupil.year_on(dt.date(year, 11, 23)) for year in (2026, 2027)]
    assert years == ["Year 9", "Year 10"]
    client.post(place, {"nc_year": "", "nc_year_reason": "Long illness"})
    pupil.refresh_from_db()
    assert (pupil.nc_year_offset, pupil.nc_year_reason) == (0, "")


def test_pupil_edit_records_needs_and_the_plan(web, school_lead, pupil):
    client, place = web(school_lead), url("pupil_edit", pupil, "needs")
    given = {"sen_provision": "E", "sen_primary": "ASD", "sen_secondary": "SLCN"}
    given |= {"ehc_la_code": "305", **date_boxes("ehc_review_due_on", "2027-03-01")}
    client.post(place, given)
    pupil.refresh_from_db()
    assert (pupil.sen_primary, pupil.sen_secondary, pupil.ehc_la_code) == ("ASD", "SLCN", "305")
    page = client.get(pupil.get_absolute_url()).content.decode()
    assert "Bromley" in page
    assert "Monday 1 March 2027" in page
    assert "Say which LA maintains the EHC plan" not in page


@pytest.mark.parametrize(
    ("section", "given", "wrong"),
    [
        ("needs", {"sen_provision": "K", "ehc_la_code": "305"}, "sen_provision"),
        (
            "needs",
            {"sen_provision": "K", "sen_primary": "HI", "sen_secondary": "HI"},
            "sen_secondary",
        ),
        ("care", {"care_la_code": "305"}, "is_looked_after"),
        ("care", {"is_looked_after": "on", **date_boxes("care_since", "2099-01-01")}, "care_since"),
    ],
)
def test_pupil_edit_refuses_facts_that_do_not_fit(web, school_lead, pupil, section, given, wrong):
    response = web(school_lead).post(url("pupil_edit", pupil, section), given)
    assert list(errors(response)) == [wrong]


def test_pupil_edit_records_who_looks_after_the_pupil(web, school_lead, pupil):
    given = {"is_looked_after": "on", "care_la_code": "305", "has_free_meals": "on"}
    given |= date_boxes("care_since", "2025-01-06")
    web(school_lead).post(url("pupil_edit", pupil, "care"), given)
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "Yes, by Bromley since 6 Jan 2025" in page


@pytest.mark.capability("F039")
def test_the_record_holds_what_a_placement_needs_to_know(web, school_dsl, pupil):
    """Each fact is typed on a page and read on the pupil's page."""
    client = web(school_dsl)

    def give(name, *more, **given):
        assert client.post(url(name, pupil, *more), given).status_code == 302

    give("pupil_edit", "identity", **IDENTITY | {"upn": "L311999914001"})
    plan = {"sen_provision": "E", "sen_primary": "SEMH", "ehc_la_code": "311"}
    give("pupil_edit", "needs", **plan, **date_boxes("ehc_review_due_on", "2027-03-01"))
    give("pupil_edit", "care", is_looked_after="on", care_la_code="305", has_free_meals="on")
    give("pupil_school_edit", roll="dual", **date_boxes("since", "2026-09-02"))
    worker = {"social_worker": "Lin Hay", "social_worker_phone": "01632 960009"}
    give("safeguarding_edit", is_child_protection="on", is_child_in_need="on", **worker)
    give("medical_edit", conditions="Asthma", medication="Inhaler, own bag")
    page = " ".join(client.get(pupil.get_absolute_url()).content.decode().split())
    for fact in (
        ">L311999914001</dd>",
        ">Friday 4 May 2012</dd>",
        ">Year 10</dd>",
        ">EHC plan</dd>",
        ">Social, emotional and mental health</dd>",
        ">Havering</dd>",
        ">Monday 1 March 2027</dd>",
        ">Yes, by Bromley</dd>",
        'Child protection plan</dt><dd class="govuk-summary-list__value">Yes',
        'Child in need plan</dt><dd class="govuk-summary-list__value">Yes',
        ">Lin Hay<br>01632 960009</dd>",
        'Free school meals</dt><dd class="govuk-summary-list__value">Yes',
        ">Asthma</dd>",
        ">Dual registered, main at the home school</dd>",
        ">Hillside School</dd>",
        ">Wednesday 2 September 2026</dd>",
    ):
        assert fact in page


def test_pupil_edit_knows_no_other_section(web, school_lead, pupil):
    assert web(school_lead).get(url("pupil_edit", pupil, "secrets")).status_code == 404


def test_pupil_profile_edit(web, school_lead, pupil):
    given = {"uln": "1000000019", "ethnicity": "WBRI", "first_language": "ENG"}
    web(school_lead).post(url("pupil_profile_edit", pupil), given | {"former_surname": "Hill"})
    held = PupilProfile.objects.get()
    assert (held.uln, held.ethnicity, held.former_surname) == ("1000000019", "WBRI", "Hill")
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "White - British" in page


@pytest.mark.parametrize(
    ("given", "wrong"), [({"uln": "1000000018"}, "uln"), ({"former_upn": "X1"}, "former_upn")]
)
def test_pupil_profile_edit_refuses_wrong_numbers(web, school_lead, pupil, given, wrong):
    response = web(school_lead).post(url("pupil_profile_edit", pupil), given)
    assert list(errors(response)) == [wrong]


def test_pupil_school_edit_by_the_authority_keeps_the_history(web, officer, pupil, authority):
    vale = SchoolFactory(name="Vale School", authority=authority)
    client, place = web(officer), url("pupil_school_edit", pupil)
    client.post(
        place, {"school": pupil.school_id, "roll": "single"} | date_boxes("since", "2024-09-02")
    )
    given = {"school": vale.pk, "roll": "subsidiary", "other_school": "Quay School"}
    client.post(place, given | date_boxes("since", "2026-11-02"))
    pupil.refresh_from_db()
    assert (pupil.school, pupil.roll) == (vale, Roll.SUBSIDIARY)
    page = client.get(pupil.get_absolute_url()).content.decode()
    assert "Hillside School, on the home school" in page
    assert "Quay School" in page
    assert PupilSchool.objects.count() == 2


@pytest.mark.parametrize(
    ("roll", "has_school", "wrong"), [("none", True, "roll"), ("single", False, "school")]
)
def test_pupil_school_edit_refuses_a_roll_that_does_not_fit(
    web, officer, pupil, roll, has_school, wrong
):
    given = {"roll": roll, "school": pupil.school_id if has_school else ""}
    given |= date_boxes("since", "2026-11-02")
    assert list(errors(web(officer).post(url("pupil_school_edit", pupil), given))) == [wrong]


def test_pupil_school_edit_by_a_school_is_of_its_own_roll(web, school_lead, pupil, school):
    other = SchoolFactory(authority=school.authority)
    given = {"school": other.pk, "roll": "dual", **date_boxes("since", "2026-11-02")}
    web(school_lead).post(url("pupil_school_edit", pupil), given)
    pupil.refresh_from_db()
    assert (pupil.school, pupil.roll) == (school, Roll.DUAL)


@pytest.mark.parametrize(
    ("name", "given", "model"),
    [
        (
            "safeguarding_edit",
            {"is_child_protection": "on", "social_worker": "Lin Hay", "detail": "Since May."},
            PupilSafeguarding,
        ),
        ("medical_edit", {"allergies": "Nuts"}, PupilMedical),
    ],
)
def test_safeguarding_leads_write_and_read(web, school_dsl, pupil, name, given, model):
    client = web(school_dsl)
    assert f'href="{url(name, pupil)}">Add<' in client.get(pupil.get_absolute_url()).text
    response = client.post(url(name, pupil), given)
    assert response.url == pupil.get_absolute_url()
    assert model.objects.get().pupil == pupil
    page = client.get(pupil.get_absolute_url()).content.decode()
    assert f'href="{url(name, pupil)}">Change<' in page
    assert all(value in page for value in given.values() if value != "on")


@pytest.mark.parametrize("name", ["safeguarding_edit", "medical_edit"])
def test_safeguarding_is_refused_to_others(web, school_lead, commissioner, pupil, name):
    for user in (school_lead, commissioner):
        assert web(user).get(url(name, pupil)).status_code == 403


@pytest.mark.parametrize("name", ["safeguarding_edit", "medical_edit"])
def test_safeguarding_is_not_written_by_a_provider(web, provider, placement, name):
    lead = member(Role.PROVIDER_LEAD, provider.organisation, is_dsl=True)
    assert web(lead).get(url(name, placement.pupil)).status_code == 403


def test_medical_detail_is_not_shown_to_who_is_no_safeguarding_lead(web, school_lead, pupil):
    PupilMedical.objects.create(pupil=pupil, authority=pupil.authority, allergies="CANARY")
    page = web(school_lead).get(pupil.get_absolute_url()).content.decode()
    assert "CANARY" not in page
    assert "Whether there is a safeguarding or medical record" in page


def test_address_edit(web, school_lead, pupil):
    client, place = web(school_lead), url("address_edit", pupil)
    given = {"lines": "1 Elm Row", "town": "Elmton"}
    client.post(place, given | {"postcode": "rm13bb"} | date_boxes("since", "2024-01-08"))
    client.post(place, given | {"postcode": "RM7 7AA"} | date_boxes("since", "2026-11-02"))
    page = client.get(pupil.get_absolute_url()).content.decode()
    assert "1 Elm Row, Elmton, RM7 7AA" in page
    assert "1 Elm Row, Elmton, RM1 3BB, 8 Jan 2024 to 1 Nov 2026" in page
    assert PupilAddress.objects.count() == 2


def test_address_edit_refuses_no_postcode(web, school_lead, pupil):
    given = {"postcode": "RM1", **date_boxes("since", "2024-01-08")}
    response = web(school_lead).post(url("address_edit", pupil), given)
    assert errors(response) == {"postcode": ["Enter a whole postcode, like RM1 3BB"]}


def test_contact_add_change_and_remove(web, school_lead, pupil):
    client = web(school_lead)
    client.post(url("contact_add", pupil), CONTACT | {"note": "Collects on Fridays."})
    contact = PupilContact.objects.get()
    place = url("contact_edit", pupil, contact.pk)
    page = client.get(pupil.get_absolute_url()).content.decode()
    assert "Collects on Fridays." in page
    assert place in page
    client.post(place, CONTACT | {"name": "Jo Reed", "is_emergency": "on"})
    contact.refresh_from_db()
    assert (contact.name, contact.is_emergency, contact.note) == ("Jo Reed", True, "")
    client.post(place, {"do": "remove"})
    assert not PupilContact.objects.exists()


def test_contact_add_wants_a_way_to_reach_them(web, school_lead, pupil):
    response = web(school_lead).post(url("contact_add", pupil), CONTACT | {"phone": ""})
    assert errors(response) == {"phone": ["Enter a phone number or an email address"]}


def test_contact_edit_is_of_the_pupil_in_the_address(web, school_lead, pupil):
    other = ContactFactory()
    assert web(school_lead).get(url("contact_edit", pupil, other.pk)).status_code == 404


PAGES = [
    ("pupil_edit", "identity"),
    ("pupil_profile_edit",),
    ("pupil_school_edit",),
    ("address_edit",),
    ("contact_add",),
]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_found_by_a_stranger(web, stranger, pupil, page):
    assert web(stranger(Role.SCHOOL_LEAD)).get(url(page[0], pupil, *page[1:])).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["school_attendance", "provider_lead", "finance_officer"])
def test_no_page_is_for_everybody(request, web, placement, who, page):
    place = url(page[0], placement.pupil, *page[1:])
    assert web(request.getfixturevalue(who)).get(place).status_code == 403
