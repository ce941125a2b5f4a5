import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.reports.vacancies import (
    HEADINGS,
    board,
    providers_on_board,
    pupils_without_provision,
    requests_waiting,
)
from placements.models import Pupil
from providers.choices import HalfDay
from providers.models import Approval, Provider
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import OfferFactory, ProviderFactory, SiteFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
WEEK = HalfDay.values


def rows(user):
    with database_scope(user.membership):
        return board(list(providers_on_board(user)), TODAY)


def words(cells):
    return " ".join(cell.words for cell in cells)


def test_headings_name_the_half_days():
    assert HEADINGS[:3] == ["Mon am", "Mon pm", "Tue am"]
    assert HEADINGS[-1] == "Fri pm"


def test_the_board_says_what_each_site_has_left(officer, slot, site):
    site.capacity, site.half_days = 2, [*WEEK[:9]]
    site.save()
    other = SchoolFactory()
    for _ in range(2):
        placement = PlacementFactory(pupil=PupilFactory(school=other), provider=site.provider)
        SlotFactory(placement=placement, site=site, weekday=2)
    # Asked for only: takes no place.
    asked = PlacementFactory(provider=site.provider, status="requested")
    SlotFactory(placement=asked, site=site, is_agreed=False)

    (row,) = rows(officer)
    assert words(row.cells) == "1 2 Full 2 2 2 2 2 2 –"
    assert row.has_room


def test_more_agreed_than_there_are_places_is_said(officer, slot, site):
    site.capacity = 0
    site.save()
    (row,) = rows(officer)
    assert words(row.cells[:2]) == "1 over Full"
    assert not row.has_room


def test_an_offer_has_no_more_than_its_own_places_in_its_own_half_days(officer, slot, site):
    site.capacity = 4
    site.save()
    OfferFactory(site=site, title="Horses", places=3, half_days=["1am", "1pm"])
    OfferFactory(site=site, title="Music", places=9, half_days=["1am"])
    OfferFactory(site=site, title="Gone", is_active=False)

    (row,) = rows(officer)
    assert [(str(offer), words(cells[:3])) for offer, cells in row.offers] == [
        ("Horses", "3 3 –"),
        ("Music", "3 – –"),
    ]


def test_an_authority_sees_its_approved_providers_and_a_provider_itself(
    officer, provider_lead, provider, site, authority
):
    SiteFactory(provider=ProviderFactory())
    SiteFactory(provider=provider, name="Shut", is_active=False)
    assert [row.site for row in rows(officer)] == [site]
    assert [row.site for row in rows(provider_lead)] == [site]

    Approval.objects.filter(authority=authority).update(status="suspended")
    assert rows(officer) == []
    assert [row.site for row in rows(provider_lead)] == [site]


def test_requests_wait_for_the_provider_since_they_were_made(officer, pupil, provider):
    def request(day, **fields):
        at = dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC)
        return PlacementFactory(
            provider=provider, status="requested", requested_at=at, **{"pupil": pupil, **fields}
        )

    late = request(20)
    early = request(2, commissioner_kind="authority")
    PlacementFactory(pupil=pupil, provider=provider)
    request(3, pupil=PupilFactory())

    assert [
        (each.pupil, each.who, str(each.asker), each.since, each.url)
        for each in (requests_waiting(officer))
    ] == [
        (pupil, "Bridge Farm", "Elmshire", dt.date(2026, 11, 2), early.get_absolute_url()),
        (pupil, "Bridge Farm", "Hillside School", dt.date(2026, 11, 20), late.get_absolute_url()),
    ]
    assert [each.is_late(TODAY) for each in requests_waiting(officer)] == [True, False]


def test_a_provider_sees_the_requests_to_itself_only(provider_lead, pupil, provider):
    PlacementFactory(pupil=pupil, provider=provider, status="requested")
    PlacementFactory(pupil=PupilFactory(), status="requested")
    assert [each.pupil for each in requests_waiting(provider_lead)] == [pupil]
    assert pupils_without_provision(provider_lead) == []


def test_who_waits_for_the_authority(officer, authority, school):
    def child(surname, roll="none", **placement):
        on_roll = {} if roll == "none" else {"school": school}
        pupil = PupilFactory(
            surname=surname, authority=authority, roll=roll, **{"school": None, **on_roll}
        )
        if placement:
            PlacementFactory(pupil=pupil, **placement)
        return pupil

    ended = {"status": "ended", "ended_on": dt.date(2026, 11, 13), "commissioner_kind": "authority"}
    answered = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
    never = child("Never")
    Pupil.objects.filter(pk=never.pk).update(created_at="2026-11-02T09:00Z")
    child("Broke", "single", **ended, end_reason="broke_down")
    child("Declined", status="declined", answered_at=answered)
    child("Withdrawn", status="withdrawn", commissioner_kind="authority")
    # None of these waits for the authority.
    child("Placed", status="active")
    child("Asked", status="requested")
    child("Back", "single", **ended, end_reason="reintegrated")
    child("Schools", "single", status="declined", answered_at=answered)
    child("Taught", "single")
    PupilFactory(
        surname="Elsewhere",
        authority=officer.organisation.__class__.objects.create(
            kind="authority", name="Oakborough"
        ),
        school=None,
        roll="none",
    )

    assert [
        (each.pupil.surname, each.why, each.since, each.who)
        for each in pupils_without_provision(officer)
    ] == [
        ("Withdrawn", "The last request was withdrawn", dt.date(2026, 9, 1), "Elmshire"),
        ("Never", "On no school’s roll", dt.date(2026, 11, 2), "Elmshire"),
        ("Broke", "The last placement broke down", dt.date(2026, 11, 13), "Elmshire"),
        ("Declined", "The last request was declined", dt.date(2026, 11, 17), "Elmshire"),
    ]


def test_no_provider_no_rows():
    assert board(list(Provider.objects.all()), TODAY) == []
