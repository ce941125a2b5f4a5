"""What the database itself promises about pupils and placements, and the words of the QuerySets."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from placements.choices import CommissionerKind, Roll, Status
from placements.models import (
    Objective,
    Placement,
    PlacementDraft,
    Pupil,
    PupilSafeguarding,
    Review,
    SupportPlan,
    TimetableSlot,
)
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ProviderFactory, SiteFactory


def refused(constraint, change, *args, **kwargs):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(*args, **kwargs)
    return True


@pytest.mark.parametrize(
    ("status", "ended_on"), [("ended", None), ("active", dt.date(2026, 11, 20))]
)
def test_a_placement_has_an_end_date_when_it_is_ended_and_only_then(placement, status, ended_on):
    placement.status, placement.ended_on = status, ended_on
    assert refused("placement_ended_has_a_date", placement.save)


def test_a_placement_ends_after_its_start(placement):
    placement.planned_end_on = placement.starts_on - dt.timedelta(days=1)
    assert refused("placement_ends_after_start", placement.save)


@pytest.mark.parametrize(("roll", "has_school"), [(Roll.NONE, True), (Roll.SINGLE, False)])
def test_a_pupil_on_a_roll_has_a_school(school, roll, has_school):
    facts = {"school": school if has_school else None, "authority": school.authority}
    assert refused("pupil_on_a_roll_has_a_school", PupilFactory, roll=roll, **facts)


def test_a_upn_is_once_in_an_authority(pupil, school, other_authority):
    Pupil.objects.filter(pk=pupil.pk).update(upn="A1")
    PupilFactory(school=SchoolFactory(authority=other_authority), upn="A1")
    assert refused("pupil_upn_once", PupilFactory, school=school, upn="A1")


def test_many_pupils_may_have_no_upn(pupil, school):
    PupilFactory(school=school, upn="")
    assert Pupil.objects.filter(upn="").count() == 2


def test_no_pupil_is_expected_in_two_places_in_one_half_day(slot, pupil):
    other = PlacementFactory(pupil=pupil)
    assert refused("timetable_no_clash", SlotFactory, placement=other)


@pytest.mark.parametrize(
    "given",
    [
        {"session": "pm"},
        {"weekday": 2},
        {"is_agreed": False},
        {"valid_from": dt.date(2026, 11, 3)},
    ],
)
def test_what_is_no_clash(slot, pupil, given):
    slot.valid_to = dt.date(2026, 11, 2)
    slot.save()
    SlotFactory(placement=PlacementFactory(pupil=pupil), **given)
    assert TimetableSlot.objects.count() == 2


def test_a_clash_on_the_last_day_of_an_old_week(slot, pupil):
    slot.valid_to = dt.date(2026, 11, 2)
    slot.save()
    other = PlacementFactory(pupil=pupil)
    assert refused(
        "timetable_no_clash", SlotFactory, placement=other, valid_from=dt.date(2026, 11, 2)
    )


def test_two_pupils_may_be_in_the_same_half_day(slot, school, provider, site):
    other = PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    SlotFactory(placement=other, site=site)
    assert TimetableSlot.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "constraint"),
    [
        ({"finishes_at": dt.time(9, 30)}, "slot_finishes_after_start"),
        ({"weekday": 6}, "slot_weekday_is_a_school_day"),
        ({"weekday": 0}, "slot_weekday_is_a_school_day"),
    ],
)
def test_a_slot_is_a_half_day_of_a_school_week(placement, site, given, constraint):
    assert refused(constraint, SlotFactory, placement=placement, site=site, **given)


def test_a_row_under_a_placement_cannot_say_it_is_anothers(placement, site, pupil):
    stranger = PlacementFactory()
    theirs = SiteFactory(provider=stranger.provider)
    for wrong in (
        {"provider": stranger.provider, "site": theirs},
        {"pupil": stranger.pupil, "site": site},
        {"authority": stranger.authority, "site": site},
    ):
        assert refused("is_its_placements", SlotFactory, placement=placement, **wrong)
    assert refused(
        "is_its_schools", SlotFactory, placement=placement, site=site, school=stranger.school
    )


def test_scope_columns_are_the_placements_own(placement, school_lead):
    plan = SupportPlan.objects.create(
        **placement.scope_columns(), strengths="", needs="", strategies="", written_by=school_lead
    )
    assert list(SupportPlan.objects.of(placement)) == [plan]
    assert SupportPlan.objects.next_version(placement) == 2
    assert refused(
        "plan_version_once",
        SupportPlan.objects.create,
        **placement.scope_columns(),
        strengths="",
        needs="",
        strategies="",
        written_by=school_lead,
    )


@pytest.fixture
def world(placement, slot, school_lead):
    """One placement with a row of each kind under it, and a stranger's."""
    far = PlacementFactory()
    SlotFactory(placement=far)
    for each in (placement, far):
        plan = SupportPlan.objects.create(
            **each.scope_columns(), strengths="", needs="", strategies="", written_by=school_lead
        )
        Objective.objects.create(
            **each.scope_columns(), plan=plan, area="behaviour", due_on=dt.date(2027, 1, 1)
        )
        Review.objects.create(
            **each.scope_columns(),
            held_on=dt.date(2026, 11, 20),
            outcome="continue",
            recorded_by=school_lead,
        )
        PupilSafeguarding.objects.create(
            pupil=each.pupil, authority=each.authority, school=each.school
        )
    return placement


MODELS = [Pupil, Placement, TimetableSlot, SupportPlan, Objective, Review]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["commissioner", "school_lead", "provider_lead"])
def test_visible_to_shows_ones_own(request, world, model, who):
    assert model.objects.visible_to(request.getfixturevalue(who)).count() == 1


@pytest.mark.parametrize("model", [*MODELS, PupilSafeguarding])
def test_visible_to_shows_strangers_and_the_forum_nothing(world, model, stranger, forum_member):
    for user in (
        forum_member,
        *map(stranger, (Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD)),
    ):
        assert model.objects.visible_to(user).count() == 0


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["commissioner", "school_lead", "provider_lead"])
def test_the_database_shows_ones_own_even_unasked(request, world, model, who):
    with database_scope(request.getfixturevalue(who).membership):
        assert model.objects.count() == 1


def test_safeguarding_is_for_leads(world, school_lead, school_dsl):
    assert PupilSafeguarding.objects.visible_to(school_lead).count() == 0
    assert PupilSafeguarding.objects.visible_to(school_dsl).count() == 1


def test_a_draft_is_its_organisations(school_lead, school, pupil, commissioner, provider_lead):
    draft = PlacementDraft.objects.create(
        person=school_lead, organisation=school, authority=school.authority, pupil=pupil
    )
    colleague = member(Role.SCHOOL_LEAD, school)
    assert list(PlacementDraft.objects.visible_to(colleague)) == [draft]
    assert list(PlacementDraft.objects.visible_to(commissioner)) == []
    with database_scope(commissioner.membership):
        assert not PlacementDraft.objects.exists()
    with database_scope(colleague.membership):
        assert PlacementDraft.objects.exists()


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN])
def test_a_request_that_came_to_nothing_hides_the_child_again(
    placement, provider_lead, school_lead, status
):
    placement.status = status
    placement.save()
    assert not Placement.objects.visible_to(provider_lead).exists()
    with database_scope(provider_lead.membership):
        assert not Pupil.objects.exists()
    assert Placement.objects.visible_to(school_lead).exists()


def test_on_a_date(placement):
    placement.status, placement.ended_on = Status.ENDED, dt.date(2026, 11, 20)
    placement.save()
    on = Placement.objects.on
    assert [on(day).count() for day in (dt.date(2026, 9, 6), dt.date(2026, 9, 7))] == [0, 1]
    assert [on(day).count() for day in (dt.date(2026, 11, 20), dt.date(2026, 11, 21))] == [1, 0]


def test_review_overdue(placement):
    due = dt.date(2026, 11, 20)
    placement.review_due_on = due
    placement.save()
    assert not Placement.objects.review_overdue(due).exists()
    assert Placement.objects.review_overdue(dt.date(2026, 11, 21)).exists()
    assert placement.review_is_overdue(dt.date(2026, 11, 21))
    placement.status = Status.REQUESTED
    placement.save()
    assert not Placement.objects.review_overdue(dt.date(2026, 11, 21)).exists()
    assert not placement.review_is_overdue(dt.date(2026, 11, 21))


def test_is_run_by(placement, school, authority, other_authority, provider):
    def runs():
        bodies = (school, authority, other_authority, provider.organisation, SchoolFactory())
        return [placement.is_run_by(body) for body in bodies]

    assert runs() == [True, True, False, False, False]
    placement.commissioner_kind = CommissionerKind.AUTHORITY
    assert runs() == [False, True, False, False, False]


def test_slots_in_force(slot):
    slot.valid_from, slot.valid_to = dt.date(2026, 9, 7), dt.date(2026, 11, 2)
    slot.save()
    in_force = TimetableSlot.objects.in_force
    days = ["2026-09-06", "2026-09-07", "2026-11-02", "2026-11-03"]
    assert [in_force(dt.date.fromisoformat(day)).count() for day in days] == [0, 1, 1, 0]
    assert TimetableSlot.objects.on(dt.date(2026, 11, 2)).count() == 1
    assert TimetableSlot.objects.on(dt.date(2026, 10, 27)).count() == 0


def test_named_like(pupil, school):
    PupilFactory(school=school, forename="Adam", surname="Marsh", preferred_forename="Mo")
    found = Pupil.objects.named_like
    assert [p.forename for p in found("marsh").by_name()] == ["Ada", "Adam"]
    assert [p.forename for p in found("mo mar")] == ["Adam"]
    assert not found("arsh").exists()
    PupilFactory(school=school, forename="Jo", surname="Reed", preferred_surname="Hale")
    assert [p.name for p in found("jo hal")] == ["Jo Hale"]
    Pupil.objects.get(surname="Reed").delete()
    assert found("").count() == 2


def test_placed_for(pupil, placement, school_lead, provider_lead):
    PupilFactory(school=pupil.school)
    assert list(Pupil.objects.placed_for(school_lead)) == [pupil]
    other = member(Role.PROVIDER_LEAD, ProviderFactory().organisation)
    assert not Pupil.objects.placed_for(other).exists()


def test_name_is_the_one_they_use(pupil):
    assert pupil.name == "Ada Marsh"
    pupil.preferred_forename = "Addy"
    assert str(pupil) == "Addy Marsh"
