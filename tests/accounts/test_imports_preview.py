import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.imports.preview import (
    confirm_school_import,
    discard_school_import,
    schools_of,
    start_school_import,
)
from apcommission.accounts.models import Organisation, SchoolImport, SchoolProfile
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from tests.accounts.gias_files import HILLSIDE, VALLEY, uploaded
from tests.factories.accounts import AuthorityFactory, member


@pytest.fixture
def havering(db):
    return AuthorityFactory(name="Havering", la_code="311")


@pytest.fixture
def carol(havering):
    return member(Role.COMMISSIONER, havering, name="Carol Reyes")


def started(by, *rows):
    return start_school_import(file=uploaded(*rows), file_name="schools.csv", by=by)


def test_a_file_waits_and_nothing_is_written_yet(carol, havering):
    waiting = started(carol, HILLSIDE, {**VALLEY, "Postcode": "x"})

    assert (waiting.organisation, waiting.made_by_id, waiting.state) == (
        havering,
        carol.pk,
        "waiting",
    )
    assert [school.urn for school in schools_of(waiting)] == [102345]
    assert [problem["column"] for problem in waiting.problems] == ["Postcode"]
    assert SchoolProfile.objects.count() == 0


def test_only_schools_of_ones_own_authority_are_kept(carol):
    waiting = started(carol, HILLSIDE, {**VALLEY, "LA (code)": "305"})

    assert [school.urn for school in schools_of(waiting)] == [102345]
    assert waiting.left_out == {"of another local authority": 1}


def test_a_school_that_another_authority_has_is_a_problem(carol):
    bromley = AuthorityFactory(name="Bromley", la_code="305")
    theirs = Organisation.objects.create(kind="school", name="Theirs", authority=bromley)
    SchoolProfile.objects.create(organisation=theirs, urn=102345)
    waiting = started(carol, HILLSIDE, VALLEY)

    assert [school.urn for school in schools_of(waiting)] == [102346]
    assert [problem["given"] for problem in waiting.problems] == ["311"]
    confirm_school_import(school_import=waiting, by=carol)
    theirs.refresh_from_db()
    assert theirs.name == "Theirs"


def test_confirming_writes_the_good_rows(carol):
    done = confirm_school_import(school_import=started(carol, HILLSIDE, VALLEY), by=carol)

    assert (done.state, done.added, done.changed, done.schools) == ("done", 2, 0, [])
    assert set(SchoolProfile.objects.values_list("urn", flat=True)) == {102345, 102346}
    people = Event.objects.filter(table_name="accounts_schoolprofile")
    assert set(people.values_list("person_name", flat=True)) == {"Carol Reyes"}


def test_an_import_is_confirmed_once(carol):
    waiting = started(carol, HILLSIDE)
    confirm_school_import(school_import=waiting, by=carol)
    with pytest.raises(NotAllowed, match="This import is done already."):
        confirm_school_import(school_import=waiting, by=carol)

    assert SchoolProfile.objects.count() == 1


def test_a_discarded_file_writes_nothing(carol):
    waiting = started(carol, HILLSIDE)
    discard_school_import(school_import=waiting, by=carol)
    with pytest.raises(NotAllowed, match="This import is done already."):
        confirm_school_import(school_import=waiting, by=carol)

    assert SchoolImport.objects.get().state == "discarded"
    assert SchoolProfile.objects.count() == 0


def test_an_authority_without_a_code_imports_nothing(commissioner):
    with pytest.raises(NotAllowed, match="has no LA code"):
        started(commissioner, HILLSIDE)

    assert SchoolImport.objects.count() == 0
