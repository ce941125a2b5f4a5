"""Registration watch: 5 full-time, or 1 with an EHC plan, or 1 looked after; over everybody."""

import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.flags.engine import Outcome
from apcommission.flags.models import Flag
from apcommission.flags.rules import rule_named
from placements.registration import (
    REGISTRATION_NEAR,
    REGISTRATION_NEEDED,
    Child,
    Count,
    has_reached,
    is_near,
    limits_of,
    own_children,
    registration_counts,
)
from tests.factories.accounts import AuthorityFactory
from tests.factories.flags import ThresholdFactory
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.providers import ProviderFactory
from tests.placements.watch import flagged, judge, near, needed, pupils
from tests.placements.week import TODAY, full_time, plan_hours

pytestmark = pytest.mark.django_db


@pytest.mark.capability("F001")
def test_five_full_time_pupils_of_two_authorities_make_a_school(
    provider, authority, other_authority
):
    ours = pupils(provider, 2, authority=authority)
    theirs = pupils(provider, 3, authority=other_authority)
    assert judge() == (Outcome(looked_at=2, raised=2), Outcome())
    mine, other = needed().order_by("authority")
    assert (mine.authority, other.authority) == (authority, other_authority)
    assert {k: mine.numbers[k] for k in ("full_time", "with_plan", "looked_after")} == {
        "full_time": 5,
        "with_plan": 0,
        "looked_after": 0,
    }
    assert mine.numbers["by_authority"] == {str(authority.pk): 2, str(other_authority.pk): 3}
    assert [p["id"] for p in mine.numbers["pupils"]] == [p.pupil_id for p in ours]
    assert [p["id"] for p in other.numbers["pupils"]] == [p.pupil_id for p in theirs]
    assert (mine.subject_kind, mine.subject_id) == ("provider", provider.pk)


@pytest.mark.capability("F001")
def test_one_full_time_pupil_with_an_ehc_plan_makes_a_school(provider):
    full_time(provider, sen_provision="E")
    judge()
    assert needed().get().numbers["with_plan"] == 1


@pytest.mark.capability("F001")
def test_one_full_time_pupil_looked_after_makes_a_school(provider):
    full_time(provider, is_looked_after=True)
    judge()
    assert needed().get().numbers["looked_after"] == 1


def test_numbers_hold_no_name(provider):
    for placement in pupils(provider, 5):
        placement.pupil.forename = placement.pupil.surname = "Canary"
        placement.pupil.save()
    judge()
    assert "Canary" not in str(needed().first().numbers)


def test_numbers_show_each_pupils_hours_and_the_limits(provider):
    placement = full_time(provider, hours=18.5, sen_provision="E")
    judge()
    numbers = needed().get().numbers
    assert numbers["pupils"] == [
        {
            "id": placement.pupil_id,
            "hours": 18.5,
            "with_plan": True,
            "looked_after": False,
            "only_education": False,
            "counted": True,
        }
    ]
    assert numbers["limits"] == {
        "hours": 18,
        "pupils": 5,
        "with_plan": 1,
        "looked_after": 1,
        "near_hours": 15,
    }


def test_provider_is_told_once(provider, authority, other_authority):
    full_time(provider, authority=authority, sen_provision="E")
    full_time(provider, authority=other_authority)
    judge()
    told = needed().values_list("authority", "for_authority", "for_school", "for_provider")
    assert set(told) == {
        (authority.pk, True, False, True),
        (other_authority.pk, True, False, False),
    }


# Who does not count


@pytest.mark.parametrize("hours", [18.0, 12])
def test_eighteen_hours_exactly_is_not_full_time(provider, hours):
    pupils(provider, 5, hours=hours)
    judge()
    assert flagged() == set()


def test_a_minute_more_than_eighteen_hours_is(provider):
    pupils(provider, 5, hours=18 + 5 / 60)
    judge()
    assert flagged() == {"registration_needed"}


def test_breaks_between_morning_and_afternoon_count(provider):
    """Four hours a day with the break in, three and a quarter without: 20 or 16 a week."""
    placements = pupils(provider, 5, hours=0)
    for placement in placements:
        plan_hours(placement, 20)
    judge()
    assert needed().get(authority=placements[0].authority).numbers["full_time"] == 5


@pytest.mark.parametrize(
    "born",
    # Left school on 26 June 2026; not five by 31 August 2026.
    [dt.date(2010, 8, 31), dt.date(2021, 9, 1)],
)
def test_pupils_over_and_under_age_do_not_count(provider, born):
    pupils(provider, 5, date_of_birth=born)
    judge()
    assert flagged() == set()


@pytest.mark.parametrize("born", [dt.date(2010, 9, 1), dt.date(2021, 8, 31)])
def test_oldest_and_youngest_of_compulsory_school_age_count(provider, born):
    pupils(provider, 5, date_of_birth=born)
    judge()
    assert flagged() == {"registration_needed"}


def test_registered_school_is_never_flagged():
    registered = ProviderFactory(urn=140001)
    pupils(registered, 6, sen_provision="E")
    judge()
    assert flagged() == set()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "ended", "ended_on": TODAY - dt.timedelta(days=1)},
        {"status": "requested"},
        {"status": "declined"},
        {"status": "withdrawn"},
    ],
)
def test_placements_that_do_not_run_do_not_count(provider, fields):
    pupils(provider, 5, placement=fields)
    judge()
    assert flagged() == set()


def test_placement_counts_on_its_last_day(provider):
    pupils(provider, 5, placement={"status": "ended", "ended_on": TODAY})
    judge()
    assert flagged() == {"registration_needed"}


def test_slots_that_are_only_proposed_or_over_do_not_count(provider, site):
    for placement in pupils(provider, 5, hours=0):
        for weekday in range(1, 6):
            common = {"placement": placement, "site": site, "weekday": weekday}
            long = {"starts_at": dt.time(9), "finishes_at": dt.time(14)}
            SlotFactory(**common, **long, is_agreed=False)
            SlotFactory(**common, **long, valid_to=TODAY - dt.timedelta(days=1))
    judge()
    assert flagged() == set()


def test_placement_without_a_timetable_is_no_education(provider):
    full_time(provider, hours=0, sen_provision="E")
    judge()
    assert flagged() == set()


def test_weekend_and_holiday_change_nothing(provider):
    pupils(provider, 5)
    judge()
    for day in (dt.date(2026, 11, 28), dt.date(2026, 12, 28)):
        assert judge(day) == (Outcome(looked_at=5), Outcome())


def test_child_whom_two_authorities_know_is_one_child(provider, authority, other_authority):
    pupils(provider, 3, authority=authority)
    upn = "A123456789012"
    full_time(provider, authority=authority, hours=10, upn=upn)
    twin = full_time(provider, authority=other_authority, hours=0, upn=upn)
    for weekday in range(1, 6):
        SlotFactory(
            placement=twin,
            site=provider.sites.first(),
            weekday=weekday,
            session="pm",
            starts_at=dt.time(13),
            finishes_at=dt.time(15),
        )
    judge()
    flag = near().get(authority=authority)
    # 09:00 to 15:00 every day: one child of 30 hours, not two of 10.
    assert flag.numbers["full_time"] == 4
    assert {p["hours"] for p in flag.numbers["pupils"]} == {25, 30}
    assert near().get(authority=other_authority).numbers["pupils"][0]["id"] == twin.pupil_id


# Only education


def on_no_roll(provider, authority, hours=6, **fields):
    return full_time(provider, authority=authority, hours=hours, roll="none", **fields)


def test_only_education_counts_whatever_the_hours(provider, authority):
    on_no_roll(provider, authority, is_looked_after=True)
    judge()
    numbers = needed().get().numbers
    assert (numbers["full_time"], numbers["only_education"], numbers["looked_after"]) == (1, 1, 1)
    assert numbers["pupils"][0]["only_education"] is True


def test_other_placement_means_it_is_not_the_only_education(provider, authority):
    placement = on_no_roll(provider, authority, is_looked_after=True)
    PlacementFactory(pupil=placement.pupil, school=None)
    judge()
    assert flagged() == set()


def test_placement_elsewhere_that_has_ended_is_no_education(provider, authority):
    placement = on_no_roll(provider, authority, is_looked_after=True)
    PlacementFactory(
        pupil=placement.pupil,
        school=None,
        status="ended",
        ended_on=TODAY - dt.timedelta(days=3),
    )
    judge()
    assert flagged() == {"registration_needed"}


def test_pupil_on_a_schools_roll_has_other_education(provider):
    full_time(provider, hours=6, is_looked_after=True)
    judge()
    assert flagged() == set()


# Thresholds, and the engine's life of a flag


@pytest.mark.capability("F002")
def test_authority_with_15_hours_sees_a_flag_that_its_neighbour_does_not(
    provider, authority, other_authority
):
    pupils(provider, 3, authority=authority, hours=16)
    pupils(provider, 2, authority=other_authority, hours=16)
    ThresholdFactory(authority=authority, rule="registration_needed", name="hours", value="15")
    judge()
    flag = needed().get()
    assert (flag.authority, flag.numbers["limits"]["hours"]) == (authority, 15)
    assert flag.for_provider is True


def test_flag_clears_when_a_pupil_leaves_and_returns_with_the_next(provider):
    placements = pupils(provider, 5, authority=AuthorityFactory())
    judge()
    placements[0].status, placements[0].ended_on = "ended", TODAY
    placements[0].save()
    tomorrow = TODAY + dt.timedelta(days=1)
    assert judge(tomorrow) == (Outcome(cleared=1), Outcome(looked_at=1, raised=1))
    full_time(provider, authority=placements[0].authority)
    assert judge(tomorrow)[0] == Outcome(looked_at=1, raised=1, reopened=1)


# What pages ask


def test_registration_counts_and_the_rule_agree(provider, commissioner, other_authority):
    full_time(provider, authority=commissioner.organisation, hours=16, is_looked_after=True)
    pupils(provider, 2, authority=other_authority, sen_provision="E")
    judge()
    flag = needed().get(authority=commissioner.organisation)
    with database_scope(commissioner.membership):
        ours, theirs, total = registration_counts(on=TODAY, today=TODAY, provider=provider)
    assert total == Count(provider.pk, None, 2, 0, 2, 0, 1)
    assert ours == Count(provider.pk, commissioner.organisation.pk, 0, 0, 0, 0, 1)
    assert theirs == Count(provider.pk, other_authority.pk, 2, 0, 2, 0, 0)
    assert [flag.numbers[k] for k in ("full_time", "with_plan", "nearly")] == [2, 2, 1]


def test_own_children_are_those_in_scope(provider, commissioner, other_authority):
    mine = full_time(provider, authority=commissioner.organisation, hours=20)
    full_time(provider, authority=other_authority)
    with database_scope(commissioner.membership):
        children = own_children(provider=provider, on=TODAY, today=TODAY)
    assert children == [Child(mine.pupil_id, 20, False, False, False)]


@pytest.mark.parametrize(
    ("count", "reached", "close"),
    [
        (Count(1, None, 5, 0, 0, 0, 0), True, False),
        (Count(1, None, 4, 0, 0, 0, 0), False, True),
        (Count(1, None, 3, 0, 0, 0, 0), False, False),
        (Count(1, None, 1, 0, 1, 0, 0), True, False),
        (Count(1, None, 1, 0, 0, 1, 0), True, False),
        (Count(1, None, 0, 0, 0, 0, 1), False, True),
    ],
)
def test_has_reached_and_is_near(count, reached, close):
    limits = limits_of(REGISTRATION_NEEDED.defaults())
    assert (has_reached(count, limits), is_near(count, limits)) == (reached, close)


def test_sentences_say_the_numbers(provider, authority):
    on_no_roll(provider, authority, sen_provision="E")
    judge()
    assert REGISTRATION_NEEDED.sentence(needed().get(), provider) == (
        "Bridge Farm needs to register as a school: 1 full-time (limit 5), 1 with an EHC plan, "
        "0 looked after (1 because it is their only recorded education)"
    )


def test_near_sentences_say_the_day(provider, school):
    pupils(provider, 4, school=school)
    judge()
    flag = near().get()
    text = "4 full-time (limit 5), 0 with an EHC plan, 0 looked after"
    assert REGISTRATION_NEAR.sentence(flag, provider) == (
        f"Bridge Farm is close to needing to register as a school: {text}"
    )
    flag.numbers["forecast_on"] = "2027-01-11"
    assert REGISTRATION_NEAR.sentence(flag, provider) == (
        "Bridge Farm will need to register as a school on 11 Jan 2027, when agreed placements "
        f"begin. Today: {text}"
    )


def test_rules_text_cites_hours_and_law():
    rule = rule_named("registration_near")
    assert "more than 18 planned hours a week" in rule.describe(rule.defaults())
    assert "Education Act 1996 section 463" in rule.source
    assert rule.url(Flag(subject_id=7)) == "/registration/7/"
