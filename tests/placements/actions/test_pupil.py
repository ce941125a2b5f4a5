import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Roll
from placements.identifiers import make_upn
from placements.models import Pupil, PupilSafeguarding
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
    PupilFactory(school=school, forename="Ben", surname="Ode", date_of_birth=dt.date(2012, 5, 4))
    add(is_another_child=True)
    assert Pupil.objects.count() == 2


def test_add_shows_no_candidate_of_another_school(add, authority):
    elsewhere = SchoolFactory(authority=authority)
    PupilFactory(school=elsewhere, forename="Ben", surname="Ode", date_of_birth=dt.date(2012, 5, 4))
    assert add().name == "Ben Ode"


def test_add_gives_nothing_away_about_a_upn_at_another_school(add, authority, school_lead):
    PupilFactory(school=SchoolFactory(authority=authority), surname="Canary", upn=UPN)
    with database_scope(school_lead.membership), pytest.raises(NotAllowed) as refusal:
        add(upn=UPN)
    assert str(refusal.value) == (
        "This UPN is already in the register. Ask your local authority to look."
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
