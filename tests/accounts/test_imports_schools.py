import io

import pytest

from apcommission.accounts.imports.schools import (
    as_json,
    compare,
    from_json,
    import_schools,
    read_school_file,
)
from apcommission.accounts.models import Organisation, SchoolProfile
from apcommission.audit.models import Event
from apcommission.documents.spreadsheet import xlsx_bytes
from apcommission.documents.uploads import Unreadable
from tests.accounts.gias_files import HEADING, HILLSIDE, VALLEY, download
from tests.factories.accounts import AuthorityFactory

CLOSED = {"EstablishmentStatus (name)": "Closed"}


def run(*rows, **options):
    """Import these rows of a whole download; what was done."""
    _, _, reading = read_school_file(io.BytesIO(download(*rows)), **options)
    assert reading.problems == []
    return import_schools(schools=reading.schools, by="import of schools")


def counts(result):
    return len(result.new), len(result.changed), result.unchanged


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_the_whole_download_is_read_by_its_real_heading(db, encoding):
    content = download(HILLSIDE, VALLEY, encoding=encoding)
    columns, _, reading = read_school_file(io.BytesIO(content))

    assert len(columns) == 140
    assert [school.values["name"] for school in reading.schools] == [
        "Hillside School",
        "St. Zoë’s",
    ]


def test_a_workbook_is_read_like_the_download(db):
    content = xlsx_bytes(HEADING, [[HILLSIDE.get(column, "") for column in HEADING]])
    _, _, reading = read_school_file(io.BytesIO(content))

    assert reading.schools == read_school_file(io.BytesIO(download(HILLSIDE)))[2].schools


def test_schools_are_written_with_their_authority(db):
    assert counts(run(HILLSIDE, VALLEY)) == (2, 0, 0)

    profile = SchoolProfile.objects.select_related("organisation__authority").get(urn=102345)
    assert profile.organisation.name == "Hillside School"
    assert profile.organisation.authority.name == "Havering"
    assert profile.organisation.authority.la_code == "311"
    assert (profile.town, profile.postcode, profile.pupils_on_roll, profile.is_open) == (
        "Romford",
        "RM1 3BB",
        812,
        True,
    )
    assert (profile.latitude, profile.longitude) == (51.425042, 0.073771)


def test_the_same_file_again_changes_nothing(db):
    run(HILLSIDE, VALLEY)
    events = Event.objects.count()

    assert counts(run(HILLSIDE, VALLEY)) == (0, 0, 2)
    assert Event.objects.count() == events


def test_a_new_name_and_a_new_number_replace_the_old(db):
    run(HILLSIDE)
    result = run({**HILLSIDE, "EstablishmentName": "Hill Academy", "NumberOfPupils": "900"})

    profile = SchoolProfile.objects.get()
    assert [names for _, names in result.changed] == [{"name", "pupils_on_roll"}]
    assert (profile.organisation.name, profile.pupils_on_roll) == ("Hill Academy", 900)


def test_an_empty_cell_never_overwrites(db):
    run(HILLSIDE)
    empty = dict.fromkeys(["Town", "Street", "Postcode", "NumberOfPupils", "Easting"], "")
    status = {"EstablishmentStatus (name)": ""}

    assert counts(run({**HILLSIDE, **empty, **status})) == (0, 0, 1)
    profile = SchoolProfile.objects.get()
    assert (profile.town, profile.street, profile.postcode, profile.pupils_on_roll) == (
        "Romford",
        "1 Hill Road",
        "RM1 3BB",
        812,
    )


def test_a_school_that_closes_stays_and_is_marked(db):
    run(HILLSIDE)
    result = run({**HILLSIDE, **CLOSED})

    assert [names for _, names in result.changed] == [{"is_open"}]
    assert SchoolProfile.objects.get().is_open is False


def test_a_school_that_opens_again_is_marked_open(db):
    run(HILLSIDE)
    run({**HILLSIDE, **CLOSED})
    run(HILLSIDE)

    assert SchoolProfile.objects.get().is_open is True


def test_a_closed_school_that_the_register_never_had_stays_out(db):
    result = run({**HILLSIDE, **CLOSED})

    assert (counts(result), result.closed) == ((0, 0, 0), 1)
    assert Organisation.objects.count() == 0


def test_only_the_authorities_asked_for_are_read(db):
    bromley = {**VALLEY, "LA (code)": "305"}
    _, rows, reading = read_school_file(io.BytesIO(download(HILLSIDE, bromley)), wanted=["305"])

    assert [school.urn for school in reading.schools] == [102346]
    assert reading.left_out == {"of another local authority": 1}
    assert list(rows) == [3]


def test_a_school_of_another_authority_is_not_moved(db):
    run(HILLSIDE)
    moved = {**HILLSIDE, "LA (code)": "305", "EstablishmentName": "Other"}
    _, _, reading = read_school_file(io.BytesIO(download(moved)))
    result = import_schools(schools=reading.schools, by="import of schools")

    assert [problem.advice for problem in result.problems] == [
        "The register has this school under Havering. Ask its LA before you move it."
    ]
    assert counts(result) == (0, 0, 0)
    assert SchoolProfile.objects.get().organisation.name == "Hillside School"


def test_an_authority_that_exists_is_used(db):
    havering = AuthorityFactory(name="London Borough of Havering", la_code="311")
    run(HILLSIDE)

    assert SchoolProfile.objects.get().organisation.authority == havering


def test_each_school_written_is_in_the_audit(db):
    run(HILLSIDE, VALLEY)

    events = Event.objects.filter(table_name="accounts_schoolprofile")
    assert list(events.values_list("action", "person_name", "operation")) == [
        ("schools_imported", "import of schools", "insert"),
        ("schools_imported", "import of schools", "insert"),
    ]


@pytest.mark.parametrize("number", [1, 30])
def test_a_comparison_costs_one_query(db, number, django_assert_num_queries):
    rows = [{**HILLSIDE, "URN": str(102000 + n)} for n in range(number)]
    run(*rows)
    _, _, reading = read_school_file(io.BytesIO(download(*rows)))

    with django_assert_num_queries(1):
        assert compare(reading.schools).unchanged == number


def test_a_file_without_the_columns_is_refused(db):
    with pytest.raises(Unreadable, match="The file has no column “URN”, “LA \\(code\\)”."):
        read_school_file(io.BytesIO(b"EstablishmentName\nHillside\n"))


def test_a_row_survives_being_kept(db):
    _, _, reading = read_school_file(io.BytesIO(download(HILLSIDE)))

    assert from_json(as_json(reading.schools[0])) == reading.schools[0]
