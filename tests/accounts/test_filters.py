"""How people and history are narrowed."""

import pytest

from apcommission.accounts.filters import EventFilter, MemberFilter, tables
from apcommission.accounts.models import Membership
from apcommission.audit.models import Event

pytestmark = pytest.mark.django_db


def people(user, **query):
    everybody = Membership.objects.with_people().by_name()
    return [m.name for m in MemberFilter(query, everybody, user=user).qs]


def test_member_filter_finds_part_of_a_name_or_address(commissioner, school_lead):
    assert people(commissioner, name="OKO") == ["Sam Okoro"]
    assert people(commissioner, name=commissioner.email) == ["Carol Reyes"]
    assert people(commissioner) == ["Carol Reyes", "Sam Okoro"]


def test_member_filter_of_one_organisation_has_no_kind_and_its_own_roles(school_lead):
    form = MemberFilter({}, Membership.objects.all(), user=school_lead).form
    assert list(form.fields) == ["name", "role"]
    offered = [value for value, _ in form.fields["role"].choices if value]
    assert offered == ["school_lead", "school_attendance"]


def test_tables_are_ours_in_plain_words():
    words = dict(tables())
    assert words["placements_placement"] == "Placement"
    assert words["accounts_membership"] == "Membership"
    assert [name for name in words if name.startswith(("django", "account_", "mfa"))] == []
    assert list(words.values()) == sorted(words.values())


def test_event_filter_takes_numbers_from_links(pupil, school_lead):
    query = {"pupil": str(pupil.pk), "table": "placements_pupil"}
    found = EventFilter(query, Event.objects.all()).qs
    assert [event.row_id for event in found] == [str(pupil.pk)]


@pytest.mark.parametrize("query", [{"pupil": "x"}, {"table": "pg_user"}])
def test_event_filter_of_nonsense_narrows_nothing(query, pupil):
    found = EventFilter(query, Event.objects.all()).qs
    assert found.count() in (0, Event.objects.count())
