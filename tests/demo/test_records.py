import datetime as dt

import pytest

from apcommission.demo import records
from apcommission.demo.plan import phase_of
from placements.choices import Roll
from placements.identifiers import is_temporary_upn, uln_is_valid, upn_problem
from placements.models import (
    Placement,
    Pupil,
    PupilAddress,
    PupilContact,
    PupilMedical,
    PupilMerge,
    PupilProfile,
    PupilSchool,
    UpnClaim,
)
from placements.same_child import alike_pairs
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.usefixtures("demo")


def current():
    return Pupil.objects.filter(merged_into=None)


def test_every_child_of_the_story_has_a_profile_and_an_address():
    told = set(current().exclude(upn="").values_list("pk", flat=True))
    for model in (PupilProfile, PupilAddress, PupilContact, PupilSchool):
        assert told - set(model.objects.values_list("pupil_id", flat=True)) == set()


def test_numbers_check():
    upns = [upn for upn in current().values_list("upn", flat=True) if upn]
    assert [upn for upn in upns if upn_problem(upn)] == []
    assert len([upn for upn in upns if is_temporary_upn(upn)]) >= 1
    ulns = [uln for uln in PupilProfile.objects.values_list("uln", flat=True) if uln]
    assert [uln for uln in ulns if not uln_is_valid(uln)] == []
    assert len(ulns) == len(set(ulns)) > 0


def test_every_kind_of_roll_is_there_and_the_history_agrees():
    assert set(current().values_list("roll", flat=True)) == set(Roll.values)
    rows = PupilSchool.objects.still_open().select_related("pupil")
    assert [row for row in rows if (row.school_id, row.roll) != _now(row.pupil)] == []


def _now(pupil):
    return (pupil.school_id, pupil.roll)


def test_ages_fit_the_phase_of_the_home_school():
    pupils = current().filter(school__school__phase__in=["Primary", "Secondary"])
    pupils = pupils.exclude(upn="").select_related("school__school")
    live = pupils.filter(placements__status__in=["active", "paused", "agreed"]).distinct()
    assert live.exists()
    wrong = [
        pupil for pupil in live if phase_of(pupil.date_of_birth, TODAY) != pupil.school.school.phase
    ]
    assert wrong == []


def test_most_children_have_more_than_one_emergency_contact_and_some_have_not():
    counts = {}
    for pupil_id in PupilContact.objects.for_emergencies().values_list("pupil_id", flat=True):
        counts[pupil_id] = counts.get(pupil_id, 0) + 1
    few = [number for number in counts.values() if number < 2]
    assert 0 < len(few) < len(counts) / 4
    assert PupilContact.objects.exclude(note="").exists()


def test_medical_detail_is_held_of_some():
    assert 0 < PupilMedical.objects.count() < current().count() / 3


def test_one_duplicate_was_merged_and_one_waits():
    merge = PupilMerge.objects.get()
    assert (merge.pupil.name, merge.merged.name) == ("Tyler Marsh", "Tyler MARSH")
    assert Placement.objects.filter(pupil=merge.pupil).exists()
    names = {first.forename for first, _ in alike_pairs(current())}
    assert "Kai" in names
    assert UpnClaim.objects.waiting().get().forename == "Jayden"


def test_numbers_for_stories_only():
    phones = PupilContact.objects.values_list("phone", flat=True)
    assert {phone[:9] for phone in phones} == {"01632 960"}


@pytest.mark.parametrize(
    ("born", "before", "since"),
    [
        (dt.date(2012, 3, 1), dt.date(2026, 9, 1), dt.date(2023, 9, 2)),
        (dt.date(2018, 3, 1), dt.date(2026, 9, 1), dt.date(2022, 9, 2)),
        (dt.date(2015, 3, 1), dt.date(2026, 8, 1), dt.date(2019, 9, 2)),
    ],
)
def test_since_is_the_september_of_the_phase(born, before, since):
    assert records._since(born, before) == since
