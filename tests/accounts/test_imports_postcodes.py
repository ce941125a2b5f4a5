import gzip

import pytest

from apcommission.accounts.imports.postcodes import import_postcodes
from apcommission.accounts.models import Postcode
from apcommission.documents.uploads import Unreadable

EXTRACT = """postcode,easting,northing,latitude,longitude,lad25cd,dfe_la
rm13bb,1,1,51.5779,0.1827,E09000016,311
BR1 1AA,1,1,51.4061,0.0152,E09000006,305
"""
ONSPD = """pcd,pcds,lat,long,oslaua
"RM1 3BB","RM1 3BB",51.5779,0.1827,E09000016
"AB1 0AA","AB1 0AA",57.10,-2.24,S12000033
"GY1 1AA","GY1 1AA",99.999999,0.0,L99999999
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="postcodes.csv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
        return path

    return write


def rows():
    fields = ("postcode", "latitude", "longitude", "la_code")
    return list(Postcode.objects.order_by("postcode").values_list(*fields))


def test_postcodes_are_written_one_way_with_their_authority(db, write):
    assert import_postcodes(write(EXTRACT)) == (2, 2, [])
    assert rows() == [
        ("BR1 1AA", 51.4061, 0.0152, "305"),
        ("RM1 3BB", 51.5779, 0.1827, "311"),
    ]


def test_the_directory_of_the_ons_is_read_by_its_own_names(db, write):
    read, written, problems = import_postcodes(write(ONSPD))

    assert (read, written) == (2, 2)
    assert problems == ["Row 4: GY1 1AA has no latitude. It was left out."]
    assert rows() == [("AB1 0AA", 57.1, -2.24, ""), ("RM1 3BB", 51.5779, 0.1827, "311")]


def test_a_packed_file_is_read(db, write):
    assert import_postcodes(write(EXTRACT, "postcodes.csv.gz"))[0] == 2


def test_the_same_file_again_writes_nothing(db, write):
    import_postcodes(write(EXTRACT))

    assert import_postcodes(write(EXTRACT)) == (2, 0, [])
    assert Postcode.objects.count() == 2


def test_a_postcode_that_moved_is_corrected_and_its_authority_never_emptied(db, write):
    import_postcodes(write(EXTRACT))
    moved = "postcode,latitude,longitude\nRM1 3BB,51.6,0.2\n"

    assert import_postcodes(write(moved)) == (1, 1, [])
    assert rows()[1] == ("RM1 3BB", 51.6, 0.2, "311")


def test_only_the_authorities_asked_for_are_read(db, write):
    assert import_postcodes(write(EXTRACT), la_codes=["305"]) == (1, 1, [])
    assert rows() == [("BR1 1AA", 51.4061, 0.0152, "305")]


def test_the_same_postcode_twice_in_a_file_is_written_once(db, write):
    assert import_postcodes(write(EXTRACT + EXTRACT.partition("\n")[2]))[1] == 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Romford,51,0", "Row 2: “Romford” is no postcode. Correct it or remove the row."),
        ("RM1 3BB,north,0", "Row 2: RM1 3BB has no latitude. It was left out."),
        ("RM1 3BB,51,", "Row 2: RM1 3BB has no longitude. It was left out."),
        ("RM1 3BB,nan,0", "Row 2: RM1 3BB has no latitude. It was left out."),
    ],
)
def test_a_row_that_cannot_be_used_is_told(db, write, row, problem):
    assert import_postcodes(write(f"postcode,latitude,longitude\n{row}\n")) == (0, 0, [problem])


def test_a_file_without_the_columns_is_refused(db, write):
    with pytest.raises(Unreadable, match="no column lat or latitude"):
        import_postcodes(write("postcode\nRM1 3BB\n"))
