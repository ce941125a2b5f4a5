import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Roll
from placements.identifiers import make_upn
from placements.models import (
    KeptApart,
    Pupil,
    PupilMedical,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
)
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PupilFactory

UPN = make_upn("311", 4000, 2016, 1)


@pytest.fixture
def add(school_lead, authority, school):
    def add_one(**given):
        facts = {
            "by": school_lead,
            "authority": authority,
            "school": school,
            "forename": "Ben",
            "surname": "Ode",
            "date_of_birth": dt.date(2012, 5, 4),
            "sex": "M",
        }
        return actions.add_pupil(**facts | given)

    return add_one


def test_add_pupil(add, authority, school):
    pupil = add(upn=f" {UPN.lower()} ")
    pupil.refresh_from_db()
    assert (pupil.authority, pupil.school, pupil.roll) == (authority, school, Roll.SINGLE)
    assert (pupil.name, pupil.upn) == ("Ben Ode", UPN)
    assert Event.objects.get(table_name="placements_pupil").action == "pupil_added"


def test_add_pupil_on_no_roll(add, officer):
    assert add(by=officer, school=None).roll == Roll.NONE


def test_add_refuses_a_wrong_upn(add):
    with pytest.raises(NotAllowed, match="The first letter of this UPN does not fit"):
        add(upn=("B" if UPN[0] == "A" else "A") + UPN[1:])
    assert Pupil.objects.count() == 0


def test_add_refuses_a_roll_without_a_school(add):
    with pytest.raises(NotAllowed, match="A pupil on a school's roll has a home school"):
        add(school=None, roll=Roll.DUAL)


def test_add_finds_the_same_upn(add, school):
    known = PupilFactory(school=school, upn=UPN)
    with pytest.raises(actions.DuplicatePupil) as found:
        add(upn=UPN, is_another_child=True)
    assert found.value.candidates == [known]
    assert found.value.is_certain


def test_add_finds_the_same_name_and_date_of_birth(add, school):
    known = PupilFactory(
        school=school, forename="BEN", surname="ode", date_of_birth=dt.date(2012, 5, 4)
    )
    with pytest.raises(actions.DuplicatePupil) as found:
        add()
    assert found.value.candidates == [known]
    assert not found.value.is_certain


def test_add_keeps_two_of_the_same_name_apart_when_told(add, school):
    known = PupilFactory(
        school=school, forename="Ben", surname="Ode", date_of_birth=dt.date(2012, 5, 4)
    )
    with pytest.raises(actions.DuplicatePupil):
        add(is_another_child=True)
    twin = add(is_another_child=True, apart_reason="Other parents.")
    apart = KeptApart.objects.get()
    assert (apart.pupil, apart.other, apart.reason) == (twin, known, "Other parents.")
    assert KeptApart.objects.pairs(school.authority) == {(known.pk, twin.pk)}
    assert Event.objects.get(table_name="placements_keptapart").reason == "Other parents."


def test_add_finds_the_name_that_a_child_uses_and_accents(add, school):
    known = PupilFactory(
        school=school,
        forename="Benedikt",
        preferred_forename="Bén",
        surname="O'de",
        date_of_birth=dt.date(2012, 5, 4),
    )
    with pytest.raises(actions.DuplicatePupil) as found:
        add()
    assert found.value.candidates == [known]


def test_add_shows_no_candidate_of_another_school(add, authority):
    elsewhere = SchoolFactory(authority=authority)
    PupilFactory(school=elsewhere, forename="Ben", surname="Ode", date_of_birth=dt.date(2012, 5, 4))
    assert add().name == "Ben Ode"


def test_add_gives_nothing_away_about_a_upn_at_another_school(add, authority, school_lead):
    PupilFactory(school=SchoolFactory(authority=authority), surname="Canary", upn=UPN)
    with database_scope(school_lead.membership), pytest.raises(NotAllowed) as refusal:
        add(upn=UPN)
    assert isinstance(refusal.value, actions.UpnElsewhere)
    assert str(refusal.value) == (
        "This UPN is already in the register, for a child whom your school does not see. Your "
        "local authority has been asked to look, and will tell you."
    )


def test_the_same_upn_may_be_known_to_two_authorities(add, other_authority):
    PupilFactory(school=SchoolFactory(authority=other_authority), upn=UPN)
    assert add(upn=UPN).upn == UPN


def test_edit_changes_and_is_audited(school_lead, pupil):
    actions.edit_pupil(by=school_lead, pupil=pupil, preferred_forename="Addy", upn=UPN)
    pupil.refresh_from_db()
    assert (pupil.name, pupil.upn) == ("Addy Marsh", UPN)
    event = Event.objects.get(action="pupil_edited")
    assert event.after == {"preferred_forename": "Addy", "upn": UPN}


def test_edit_refuses_a_upn_that_is_taken(school_lead, pupil, school):
    PupilFactory(school=school, upn=UPN)
    with pytest.raises(NotAllowed, match="This UPN is already in the register."):
        actions.edit_pupil(by=school_lead, pupil=pupil, upn=UPN)


def test_record_safeguarding(school_dsl, pupil):
    actions.record_safeguarding(
        by=school_dsl, pupil=pupil, is_child_protection=True, social_worker="Lin Hay"
    )
    actions.record_safeguarding(by=school_dsl, pupil=pupil, detail="Plan since May.")
    found = PupilSafeguarding.objects.get()
    assert (found.is_child_protection, found.social_worker, found.detail) == (
        True,
        "Lin Hay",
        "Plan since May.",
    )
    assert (found.authority, found.school) == (pupil.authority, pupil.school)


def test_record_safeguarding_is_for_safeguarding_leads(school_lead, pupil):
    with pytest.raises(NotAllowed, match="Only a designated safeguarding lead"):
        actions.record_safeguarding(by=school_lead, pupil=pupil, detail="x")


@pytest.mark.parametrize(("is_dsl", "seen"), [(True, ["Plan since May."]), (False, [])])
def test_the_database_shows_safeguarding_to_leads_where_the_pupil_is_taught(
    pupil, placement, provider, is_dsl, seen
):
    PupilSafeguarding.objects.create(
        pupil=pupil, authority=pupil.authority, school=pupil.school, detail="Plan since May."
    )
    lead = member(Role.PROVIDER_LEAD, provider.organisation, is_dsl=is_dsl)
    with database_scope(lead.membership):
        found = list(PupilSafeguarding.objects.values_list("detail", flat=True))
    assert found == seen


def test_the_database_hides_safeguarding_once_the_pupil_has_left(pupil, placement, provider):
    PupilSafeguarding.objects.create(
        pupil=pupil, authority=pupil.authority, school=pupil.school, detail="Plan since May."
    )
    placement.status, placement.ended_on = "ended", dt.date(2026, 11, 20)
    placement.save()
    lead = member(Role.PROVIDER_LEAD, provider.organisation, is_dsl=True)
    with database_scope(lead.membership):
        assert not PupilSafeguarding.objects.exists()


def history(pupil):
    rows = PupilSchool.objects.of(pupil).order_by("valid_from")
    return [(row.school, row.roll, row.valid_from, row.valid_to) for row in rows]


def test_add_begins_the_history_of_schools(add, school):
    pupil = add(since=dt.date(2026, 9, 2))
    assert history(pupil) == [(school, Roll.SINGLE, dt.date(2026, 9, 2), None)]


def test_set_school_keeps_what_was_so_before(officer, pupil, school, authority):
    elsewhere = SchoolFactory(authority=authority)
    first, second = dt.date(2024, 9, 2), dt.date(2026, 11, 2)
    actions.set_school(by=officer, pupil=pupil, school=school, roll=Roll.SINGLE, since=first)
    actions.set_school(
        by=officer,
        pupil=pupil,
        school=elsewhere,
        roll=Roll.SUBSIDIARY,
        since=second,
        other_school="Quay School",
        home_la_code="305",
    )
    pupil.refresh_from_db()
    assert (pupil.school, pupil.roll) == (elsewhere, Roll.SUBSIDIARY)
    assert history(pupil) == [
        (school, Roll.SINGLE, first, dt.date(2026, 11, 1)),
        (elsewhere, Roll.SUBSIDIARY, second, None),
    ]
    assert PupilSchool.objects.on(dt.date(2026, 11, 1)).get().school == school
    assert PupilSchool.objects.still_open().get().other_school == "Quay School"
    assert PupilProfile.objects.get().home_la_code == "305"


def test_set_school_on_the_same_day_corrects(officer, pupil, school):
    day = dt.date(2026, 9, 2)
    for roll in (Roll.SINGLE, Roll.DUAL):
        actions.set_school(by=officer, pupil=pupil, school=school, roll=roll, since=day)
    assert history(pupil) == [(school, Roll.DUAL, day, None)]


def test_set_school_refuses_an_earlier_day(officer, pupil, school):
    facts = {"by": officer, "pupil": pupil, "school": school, "roll": Roll.DUAL}
    actions.set_school(**facts, since=dt.date(2026, 9, 2))
    with pytest.raises(NotAllowed, match="The last change was on 2 September 2026"):
        actions.set_school(**facts, since=dt.date(2026, 9, 1))


def test_set_school_to_none(officer, pupil):
    day = dt.date(2026, 9, 2)
    actions.set_school(by=officer, pupil=pupil, school=None, roll=Roll.NONE, since=day)
    assert history(pupil) == [(None, Roll.NONE, day, None)]


def test_edit_profile(school_lead, pupil):
    actions.edit_profile(by=school_lead, pupil=pupil, uln="1000000019", ethnicity="WBRI")
    actions.edit_profile(by=school_lead, pupil=pupil, first_language="ENG", former_upn=UPN)
    held = PupilProfile.objects.get()
    assert (held.uln, held.ethnicity_name, held.first_language_name, held.former_upn) == (
        "1000000019",
        "White - British",
        "English",
        UPN,
    )


@pytest.mark.parametrize("facts", [{"uln": "1000000018"}, {"former_upn": "B123456789012"}])
def test_edit_profile_refuses_wrong_numbers(school_lead, pupil, facts):
    with pytest.raises(NotAllowed):
        actions.edit_profile(by=school_lead, pupil=pupil, **facts)
    assert not PupilProfile.objects.exists()


def test_record_medical_is_for_safeguarding_leads(school_dsl, school_lead, pupil):
    with pytest.raises(NotAllowed, match="Only a designated safeguarding lead"):
        actions.record_medical(by=school_lead, pupil=pupil, allergies="Nuts")
    actions.record_medical(by=school_dsl, pupil=pupil, allergies="Nuts")
    assert PupilMedical.objects.get().allergies == "Nuts"
