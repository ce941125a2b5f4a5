import datetime as dt
import io

import pytest
import time_machine

from apcommission.accounts.models import SchoolProfile
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import ImportState
from placements.identifiers import make_upn
from placements.models import (
    KeptApart,
    Pupil,
    PupilAddress,
    PupilContact,
    PupilProfile,
    PupilSchool,
    UpnClaim,
)
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PupilFactory

UPN, OTHER = make_upn("311", 4000, 2016, 1), make_upn("311", 4000, 2016, 2)
HEADING = "UPN,Surname,Forename,DOB,Sex,Preferred Forename,FSM,Ethnicity,Postcode,Contact Name,"
HEADING += "Contact Phone,School URN\n"
BEN = f"{UPN},Ode,Ben,04/05/2012,M,Benny,Y,WBRI,RM1 3BB,Jo Ode,01632 960001,\n"
BORN = dt.date(2012, 5, 4)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC), tick=False):
        yield


def start(user, *lines, name="pupils.csv"):
    file = io.BytesIO((HEADING + "".join(lines)).encode())
    return actions.start_pupil_import(file=file, file_name=name, by=user)


def imported(user, *lines):
    with database_scope(user.membership):
        return actions.confirm_pupil_import(pupil_import=start(user, *lines), by=user)


def test_start_writes_no_pupil(school_lead):
    started = start(school_lead, BEN, ",Ode,Al,soon,M,,,,,,,\n")
    assert not Pupil.objects.exists()
    assert [row.facts["forename"] for row in actions.pupils_of(started)] == ["Ben"]
    assert [problem["given"] for problem in started.problems] == ["soon"]
    assert started.bad_rows["3" if "3" in started.bad_rows else 3]["Forename"] == "Al"


def test_confirm_adds_a_pupil_with_all_that_the_row_says(school_lead, school):
    done = imported(school_lead, BEN)
    ben = Pupil.objects.get()
    assert (done.added, done.changed, done.state) == (1, 0, ImportState.DONE)
    assert (ben.name, ben.upn, ben.school, ben.has_free_meals) == ("Benny Ode", UPN, school, True)
    assert PupilProfile.objects.get().ethnicity == "WBRI"
    assert PupilContact.objects.get().phone == "01632 960001"
    assert PupilAddress.objects.get().postcode == "RM1 3BB"
    assert PupilSchool.objects.get().valid_from == dt.date(2026, 11, 23)
    assert Event.objects.get(table_name="placements_pupil").action == "pupil_added"


def test_the_same_file_twice_changes_nothing(school_lead):
    imported(school_lead, BEN)
    before = Event.objects.count()
    again = imported(school_lead, BEN)
    assert (again.added, again.changed) == (0, 0)
    assert Event.objects.count() == before


def test_an_empty_cell_never_overwrites(school_lead):
    imported(school_lead, BEN)
    done = imported(school_lead, f"{UPN},Ode,Benjamin,04/05/2012,,,,,,,,\n")
    ben = Pupil.objects.get()
    assert done.changed == 1
    assert (ben.forename, ben.preferred_forename, ben.has_free_meals) == ("Benjamin", "Benny", True)
    assert PupilProfile.objects.get().ethnicity == "WBRI"
    assert PupilAddress.objects.get().valid_to is None


def test_two_of_one_name_stay_two(school_lead):
    imported(school_lead, BEN, BEN.replace(UPN, OTHER))
    assert set(Pupil.objects.values_list("upn", flat=True)) == {UPN, OTHER}
    assert KeptApart.objects.get().reason == "The file gives another UPN."


def test_a_new_pupil_without_sex_is_a_problem_of_its_row(school_lead):
    done = imported(school_lead, BEN, f"{OTHER},Li,Ann,04/05/2012,,,,,,,,\n")
    assert done.added == 1
    assert done.problems[0]["advice"] == "Give the sex (M or F): a new pupil needs it."
    assert done.bad_rows["3"]["forename"] == "Ann"


def test_another_schools_child_is_not_told_of_and_the_authority_is_asked(school_lead, authority):
    PupilFactory(school=SchoolFactory(authority=authority), surname="Canary", upn=UPN)
    done = imported(school_lead, BEN, f"{OTHER},Li,Ann,04/05/2012,F,,,,,,,\n")
    assert done.added == 1
    [problem] = done.problems
    assert "for a child whom your school does not see" in problem["advice"]
    assert "Canary" not in str(done.problems)
    assert UpnClaim.objects.get().forename == "Ben"


def test_an_authority_moves_a_pupil_to_the_school_of_the_row(officer, authority, school):
    vale = SchoolFactory(authority=authority)
    SchoolProfile.objects.create(organisation=vale, urn=100123)
    ben = PupilFactory(school=school, upn=UPN, forename="Ben", surname="Ode", date_of_birth=BORN)
    imported(officer, f"{UPN},Ode,Ben,04/05/2012,,,,,,,,100123\n")
    ben.refresh_from_db()
    assert ben.school == vale
    assert PupilSchool.objects.get().school == vale


def test_an_authority_corrects_a_date_of_birth(officer, school):
    ben = PupilFactory(school=school, upn=UPN, forename="Ben", surname="Ode", date_of_birth=BORN)
    imported(officer, f"{UPN},Ode,Ben,05/05/2012,,,,,,,,\n")
    ben.refresh_from_db()
    assert ben.date_of_birth == dt.date(2012, 5, 5)


def test_a_ctf_is_known_by_its_ending(school_lead):
    text = "<CTfile><Pupil><Surname>Ode</Surname><Forename>Ben</Forename><DOB>2012-05-04</DOB>"
    file = io.BytesIO(f"{text}<Sex>M</Sex></Pupil></CTfile>".encode())
    started = actions.start_pupil_import(file=file, file_name="3114000_CTF.XML", by=school_lead)
    assert actions.pupils_of(started)[0].facts["surname"] == "Ode"


def test_confirm_is_once(school_lead):
    started = start(school_lead, BEN)
    actions.confirm_pupil_import(pupil_import=started, by=school_lead)
    with pytest.raises(NotAllowed, match="done already"):
        actions.confirm_pupil_import(pupil_import=started, by=school_lead)


def test_discard(school_lead):
    started = actions.discard_pupil_import(pupil_import=start(school_lead, BEN), by=school_lead)
    assert (started.state, started.pupils) == (ImportState.DISCARDED, [])
    assert not Pupil.objects.exists()
