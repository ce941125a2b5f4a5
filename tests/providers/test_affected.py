import datetime as dt

import pytest

from placements.choices import Status
from placements.models import SuspensionNotice
from providers.affected import affected_by, affected_now, schools_of
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import ApprovalDecisionFactory

NOW = dt.datetime(2026, 11, 23, 9, 1, tzinfo=dt.UTC)


@pytest.fixture
def decision(provider):
    return ApprovalDecisionFactory(approval=provider.approvals.get(), to_status="suspended")


def pupil_at(school, provider, surname, **facts):
    pupil = PupilFactory(school=school, surname=surname)
    return PlacementFactory(pupil=pupil, provider=provider, **facts)


def told(decision, placement, people=2):
    return SuspensionNotice.objects.create(
        decision=decision, told_at=NOW, people_told=people, **placement.scope_columns()
    )


def test_affected_now_are_ones_own_open_placements_by_school(
    provider, placement, authority, commissioner, school_lead
):
    abbey = SchoolFactory(name="Abbey School", authority=authority)
    first = pupil_at(abbey, provider, "Ash", status=Status.REQUESTED)
    pupil_at(abbey, provider, "Gone", status=Status.WITHDRAWN)
    PlacementFactory(provider=provider)  # another authority's
    affected = affected_now(provider, commissioner)
    assert [each.placement for each in affected] == [first, placement]
    assert [(school.name, len(rows)) for school, rows in schools_of(affected)] == [
        ("Abbey School", 1),
        ("Hillside School", 1),
    ]
    assert [each.placement for each in affected_now(provider, school_lead)] == [placement]


def test_affected_by_keeps_those_told_after_their_placement_ended(
    decision, provider, placement, commissioner
):
    notice = told(decision, placement)
    placement.status, placement.ended_on = Status.ENDED, dt.date(2026, 11, 23)
    placement.save()
    waiting = pupil_at(placement.school, provider, "Zed")
    affected = affected_by(decision, commissioner)
    assert [(each.placement, each.notice) for each in affected] == [
        (placement, notice),
        (waiting, None),
    ]


def test_affected_by_shows_a_school_its_own_only(decision, provider, placement, school_lead):
    told(decision, placement)
    other = pupil_at(SchoolFactory(authority=placement.authority), provider, "Other")
    told(decision, other)
    assert [each.pupil for each in affected_by(decision, school_lead)] == [placement.pupil]
