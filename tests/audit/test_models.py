"""The words of history."""

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event, PupilView
from apcommission.audit.record import record
from placements.models import PupilMedical, PupilSafeguarding
from tests.factories.accounts import member
from tests.factories.placements import PupilFactory

pytestmark = pytest.mark.django_db


def test_events_about_a_row(pupil, school):
    found = Event.objects.about("placements_pupil", pupil.pk)
    assert [(e.table_name, e.row_id) for e in found] == [("placements_pupil", str(pupil.pk))]


def test_events_of_a_pupil_newest_first_and_before(pupil, placement):
    events = list(Event.objects.of_pupil(pupil.pk).newest_first())
    assert [e.table_name for e in events] == ["placements_placement", "placements_pupil"]
    assert list(Event.objects.of_pupil(pupil.pk).before(events[0].pk)) == [events[1]]
    assert Event.objects.of_pupil(pupil.pk).before(None).count() == 2


def test_events_are_visible_to_their_authority_only(commissioner, school_lead, pupil):
    foreign = PupilFactory()
    seen = Event.objects.visible_to(commissioner)
    assert set(seen.values_list("authority_id", flat=True)) == {pupil.authority_id}
    assert Event.objects.of_pupil(foreign.pk).exists()
    assert list(Event.objects.visible_to(school_lead)) == []


def test_events_are_visible_to_their_authority_only_in_the_database_too(commissioner, pupil):
    PupilFactory()
    with database_scope(commissioner.membership):
        seen = set(Event.objects.values_list("authority_id", flat=True))
    assert seen == {pupil.authority_id}


def test_history_reads_as_what_it_is(pupil):
    event = Event.objects.about("placements_pupil", pupil.pk).get()
    assert str(event) == f"unnamed placements_pupil {pupil.pk}"
    assert str(PupilView(person_name="Sam", pupil_id=7)) == "Sam saw pupil 7"


def test_events_of_safeguarding_are_for_those_who_may_read_it(authority, commissioner, pupil):
    dsl = member(Role.OFFICER, authority, is_dsl=True)
    with record("safeguarding_recorded", by="a test"):
        PupilSafeguarding.objects.create(pupil=pupil, authority=authority, school=pupil.school)
        PupilMedical.objects.create(pupil=pupil, authority=authority, allergies="Nuts")
    for table in ("placements_pupilsafeguarding", "placements_pupilmedical"):
        counts = []
        for user in (commissioner, dsl):
            with database_scope(user.membership):
                counts.append(Event.objects.about(table, pupil.pk).count())
        assert counts == [0, 1]
