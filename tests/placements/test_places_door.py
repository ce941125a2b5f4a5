"""Exactly what the door of places gives away, to whom, and which placements it counts."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from placements.choices import Status
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def ask(user, providers, on=TODAY):
    with database_scope(user.membership), connection.cursor() as cursor:
        ids = [provider.pk for provider in providers]
        cursor.execute("SELECT * FROM places_taken(%s, %s, %s) ORDER BY 1, 2, 3", [ids, on, TODAY])
        names = [column.name for column in cursor.description]
        assert names == ["site_id", "weekday", "session", "taken", "coming"]
        return cursor.fetchall()


def at(site, *, authority=None, weekday=1, session="am", valid=None, **facts):
    school = SchoolFactory(authority=authority) if authority else SchoolFactory()
    pupil = PupilFactory(school=school)
    placement = PlacementFactory(pupil=pupil, provider=site.provider, **facts)
    when = dict(zip(("valid_from", "valid_to"), valid, strict=True)) if valid else {}
    return SlotFactory(placement=placement, site=site, weekday=weekday, session=session, **when)


@pytest.fixture
def shared(site, authority, other_authority):
    """Two of ours on Monday morning and one of another authority's; one on Friday afternoon."""
    at(site, authority=authority)
    at(site, authority=authority)
    at(site, authority=other_authority)
    at(site, authority=other_authority, weekday=5, session="pm")
    return site


@pytest.fixture
def counts(shared):
    return [(shared.pk, 1, "am", 3, 0), (shared.pk, 5, "pm", 1, 0)]


def test_authority_school_and_provider_are_given_counts_by_site_and_half_day_only(
    shared, counts, commissioner, finance_officer, school_lead, provider_lead
):
    for user in (commissioner, finance_officer, school_lead, provider_lead):
        assert ask(user, [shared.provider]) == counts


def test_authority_is_given_every_provider(shared, stranger):
    assert len(ask(stranger(Role.COMMISSIONER), [shared.provider])) == 2


def test_school_is_given_nothing_of_a_provider_that_its_authority_does_not_use(shared, stranger):
    user = stranger(Role.SCHOOL_LEAD)
    assert ask(user, [shared.provider]) == []
    area = user.organisation.authority
    approval = ApprovalFactory(authority=area, provider=shared.provider, status="applied")
    assert ask(user, [shared.provider]) == []
    approval.status = "suspended"
    approval.save()
    assert len(ask(user, [shared.provider])) == 2


def test_provider_is_given_nothing_of_another(shared, provider_lead):
    other = SiteFactory(provider=ProviderFactory())
    at(other)
    assert ask(provider_lead, [other.provider]) == []


@pytest.mark.parametrize(
    "role", [Role.SCHOOL_ATTENDANCE, Role.PROVIDER_STAFF, Role.FORUM_MEMBER], ids=str
)
def test_door_is_shut_to_other_roles(shared, role):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ask(member(role), [shared.provider])


def test_door_gives_nothing_without_a_scope(shared):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE ap_la")
        cursor.execute(
            "SELECT * FROM places_taken(%s, %s, %s)", [[shared.provider.pk], TODAY, TODAY]
        )
        assert cursor.fetchall() == []
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        (Status.REQUESTED, False),
        (Status.AGREED, True),
        (Status.ACTIVE, True),
        (Status.PAUSED, True),
        (Status.DECLINED, False),
        (Status.WITHDRAWN, False),
    ],
)
def test_agreed_live_and_paused_placements_hold_a_place(site, commissioner, status, counted):
    at(site, status=status)
    assert bool(ask(commissioner, [site.provider])) is counted


def test_ended_placement_and_slot_not_agreed_hold_none(site, commissioner):
    at(site, status=Status.ENDED, ended_on=TODAY)
    slot = at(site)
    slot.is_agreed = False
    slot.save()
    assert ask(commissioner, [site.provider]) == []


def test_what_is_agreed_from_later_counts_from_its_start(site, commissioner):
    later = dt.date(2026, 12, 7)
    at(site, status=Status.AGREED, starts_on=later)
    assert ask(commissioner, [site.provider]) == [(site.pk, 1, "am", 0, 1)]
    assert ask(commissioner, [site.provider], later) == [(site.pk, 1, "am", 1, 0)]


def test_place_is_free_from_the_day_after_a_timetable_or_a_plan_ends(site, commissioner):
    at(site, valid=(dt.date(2026, 9, 7), dt.date(2026, 12, 4)))
    at(site, weekday=2, planned_end_on=dt.date(2026, 12, 18))
    last, after = dt.date(2026, 12, 4), dt.date(2026, 12, 5)
    assert len(ask(commissioner, [site.provider], last)) == 2
    assert ask(commissioner, [site.provider], after) == [(site.pk, 2, "am", 1, 0)]
    assert ask(commissioner, [site.provider], dt.date(2026, 12, 19)) == []


def test_placement_past_its_planned_end_still_holds_its_place_today(site, commissioner):
    at(site, planned_end_on=dt.date(2026, 10, 2))
    assert ask(commissioner, [site.provider]) == [(site.pk, 1, "am", 1, 0)]


def test_pupil_whose_time_changes_is_one_pupil(site, commissioner):
    slot = at(site, valid=(dt.date(2026, 9, 7), dt.date(2026, 11, 27)))
    SlotFactory(placement=slot.placement, site=site, valid_from=dt.date(2026, 11, 28))
    assert ask(commissioner, [site.provider]) == [(site.pk, 1, "am", 1, 0)]
