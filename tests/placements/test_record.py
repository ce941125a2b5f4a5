import datetime as dt

import pytest

from apcommission.accounts.models import Postcode, SchoolProfile
from placements.models import PupilAddress, PupilMedical, PupilProfile, PupilSafeguarding
from placements.record import record_of
from tests.factories.placements import ContactFactory, PupilSchoolFactory

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def full(placement):
    """A pupil of whom everything is held."""
    pupil = placement.pupil
    of_pupil = {"pupil": pupil, "authority": pupil.authority}
    PupilProfile.objects.create(**of_pupil, home_la_code="305")
    PupilSafeguarding.objects.create(**of_pupil, school=pupil.school)
    PupilMedical.objects.create(**of_pupil)
    PupilAddress.objects.create(**of_pupil, postcode="RM1 3BB", valid_from=dt.date(2024, 1, 8))
    PupilSchoolFactory(pupil=pupil)
    ContactFactory(pupil=pupil)
    return pupil


@pytest.mark.parametrize(
    ("who", "held"),
    [
        ("commissioner", [True, True, True, True, False, False]),
        ("school_lead", [True, True, True, True, False, False]),
        ("school_dsl", [True, True, True, True, True, True]),
        ("school_attendance", [True, True, True, True, False, False]),
        ("provider_lead", [False, False, False, True, False, False]),
    ],
)
def test_record_of_holds_what_the_reader_may_read(request, full, who, held):
    record = record_of(full, request.getfixturevalue(who), TODAY)
    parts = (record.profile, record.schools, record.addresses, record.contacts)
    assert [bool(part) for part in (*parts, record.safeguarding, record.medical)] == held


def test_record_of_counts_the_way_to_school(full, school_lead):
    assert record_of(full, school_lead, TODAY).km_to_school is None
    Postcode.objects.create(postcode="RM1 3BB", latitude=51.58, longitude=0.18)
    SchoolProfile.objects.create(
        organisation=full.school, urn=100000, latitude=51.58 + 0.0899, longitude=0.18
    )
    full.school.refresh_from_db()
    assert round(record_of(full, school_lead, TODAY).km_to_school, 1) == 10.0


def test_record_of_warns_of_what_is_wanting(full, school_lead):
    full.sen_provision, full.is_looked_after = "E", True
    assert record_of(full, school_lead, TODAY).warnings == [
        "Hold more than one emergency contact (Keeping children safe in education).",
        "Say which LA maintains the EHC plan: it is consulted first.",
        "Say which LA looks after the pupil: its virtual school is asked.",
    ]
    full.ehc_la_code = full.care_la_code = "305"
    ContactFactory(pupil=full)
    record = record_of(full, school_lead, TODAY)
    assert (record.warnings, record.ehc_la, record.care_la, record.home_la) == (
        [],
        "Bromley",
        "Bromley",
        "Bromley",
    )


@pytest.mark.capability("F104")
@pytest.mark.parametrize(
    ("on", "is_of_age"),
    [("2017-03-30", False), ("2017-03-31", True), ("2028-06-30", True), ("2028-07-01", False)],
)
def test_record_of_says_from_when_to_when_school_is_compulsory(pupil, school_lead, on, is_of_age):
    record = record_of(pupil, school_lead, dt.date.fromisoformat(on))
    assert record.is_of_school_age is is_of_age
    assert (record.starts_school_on, record.leaves_school_on) == (
        dt.date(2017, 3, 31),
        dt.date(2028, 6, 30),
    )
