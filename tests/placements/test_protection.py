"""What the database refuses of children's records, whatever a view forgets."""

import pytest
from django.db import DatabaseError, transaction

from apcommission.accounts.scope import database_scope
from placements.models import Placement, Pupil, PupilSafeguarding
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db


def refused(user, change):
    """Whether the database refuses what `change` does as this user."""
    try:
        with transaction.atomic(), database_scope(user.membership):
            return change() == 0
    except DatabaseError:
        return True


@pytest.fixture
def neighbours(authority):
    """A pupil of another school of the same authority."""
    return PupilFactory(school=SchoolFactory(authority=authority))


def test_a_school_gives_no_pupil_to_another_authority(school_lead, school, pupil, other_authority):
    own = Pupil.objects.filter(pk=pupil.pk)
    assert refused(school_lead, lambda: own.update(authority=other_authority))
    made = {"school": school, "authority": other_authority}
    assert refused(school_lead, lambda: PupilFactory(**made))
    assert not refused(school_lead, lambda: PupilFactory(school=school))
    assert not refused(school_lead, lambda: own.update(surname="Reed"))


def test_a_school_places_its_own_pupils_only(school_lead, school, pupil, neighbours, provider):
    made = {"school": school, "provider": provider, "requested_by": school_lead}
    assert refused(school_lead, lambda: PlacementFactory(pupil=neighbours, **made))
    assert not refused(school_lead, lambda: PlacementFactory(pupil=pupil, **made))


def test_an_authority_places_its_own_pupils_only(commissioner, authority, pupil, provider):
    made = {"authority": authority, "provider": provider, "requested_by": commissioner}
    assert refused(commissioner, lambda: PlacementFactory(pupil=PupilFactory(), **made))
    assert not refused(commissioner, lambda: PlacementFactory(pupil=pupil, **made))


def test_a_placement_follows_its_pupil_to_another_authority(placement, other_authority):
    Pupil.objects.filter(pk=placement.pupil_id).update(authority=other_authority)
    assert Placement.objects.get().authority == other_authority


def safeguarding(pupil, school):
    return PupilSafeguarding.objects.create(
        pupil=pupil, authority=pupil.authority, school=school, detail="Known to social care"
    )


def test_a_safeguarding_lead_writes_of_the_schools_own_pupils_only(
    school_dsl, school, pupil, neighbours
):
    assert refused(school_dsl, lambda: safeguarding(neighbours, school))
    assert not refused(school_dsl, lambda: safeguarding(pupil, school))


def test_safeguarding_is_read_where_the_pupil_is_now(school_dsl, school, pupil, neighbours):
    safeguarding(pupil, school)
    safeguarding(neighbours, neighbours.school)
    Pupil.objects.filter(pk=pupil.pk).update(school=neighbours.school)
    Pupil.objects.filter(pk=neighbours.pk).update(school=school)
    with database_scope(school_dsl.membership):
        assert [record.pupil_id for record in PupilSafeguarding.objects.all()] == [neighbours.pk]


def test_a_school_merges_no_record_into_another_childs(school_lead, commissioner, pupil):
    other = PupilFactory(school=pupil.school)
    own = Pupil.objects.filter(pk=pupil.pk)
    assert refused(school_lead, lambda: own.update(merged_into=other))
    assert not refused(commissioner, lambda: own.update(merged_into=other))
