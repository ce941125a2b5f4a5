"""What the school reads before it sends a request that would tip a provider over."""

import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from placements.registration_warning import ordinal, request_warning
from tests.factories.flags import ThresholdFactory
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory
from tests.placements.week import full_time

pytestmark = pytest.mark.django_db
STARTS_ON = dt.date(2026, 12, 1)
LAW = "Education Act 1996 section 463"


def week(hours):
    """Proposed slots, not saved: a fifth of the hours each day."""
    finish = (dt.datetime(2026, 1, 1, 9, 0) + dt.timedelta(hours=hours / 5)).time()  # noqa: DTZ001
    return [
        SlotFactory.build(
            placement=None,
            pupil=None,
            authority=None,
            school=None,
            provider=None,
            site=None,
            valid_from=STARTS_ON,
            weekday=day,
            starts_at=dt.time(9),
            finishes_at=finish,
        )
        for day in range(1, 6)
    ]


def warn(user, provider, pupil, hours=25):
    with database_scope(user.membership):
        return request_warning(
            provider=provider, pupil=pupil, slots=week(hours), starts_on=STARTS_ON
        )


@pytest.fixture
def four(provider, other_authority):
    """Four full-time pupils of another authority, whom our school cannot see."""
    for _ in range(4):
        full_time(provider, authority=other_authority, surname="Canary")
    return provider


@pytest.mark.capability("F003")
def test_warns_of_the_fifth_full_time_pupil_over_all_authorities(four, school_lead, pupil):
    text = warn(school_lead, four, pupil)
    assert text.startswith(
        "This placement would be Bridge Farm’s 5th full-time pupil of compulsory school age. "
    )
    assert LAW in text
    assert "Speak to your LA’s AP commissioner before you send this." in text
    assert "Canary" not in text


@pytest.mark.capability("F003")
def test_warns_of_the_first_with_an_ehc_plan(provider, school_lead, school):
    pupil = PupilFactory(school=school, sen_provision="E")
    assert warn(school_lead, provider, pupil).startswith(
        "This placement would be Bridge Farm’s 1st full-time pupil with an EHC plan. "
    )


@pytest.mark.capability("F003")
def test_warns_of_the_first_looked_after(provider, school_lead, school):
    pupil = PupilFactory(school=school, is_looked_after=True)
    assert warn(school_lead, provider, pupil).startswith(
        "This placement would be Bridge Farm’s 1st full-time pupil looked after by a local "
        "authority. "
    )


def test_names_every_threshold_it_would_cross(four, school_lead, school):
    pupil = PupilFactory(school=school, sen_provision="E", is_looked_after=True)
    assert warn(school_lead, four, pupil).startswith(
        "This placement would be Bridge Farm’s 5th full-time pupil of compulsory school age and "
        "its 1st full-time pupil with an EHC plan and its 1st full-time pupil looked after by a "
        "local authority. "
    )


def test_says_when_one_more_would_do_it(provider, school_lead, school, pupil):
    for _ in range(3):
        full_time(provider, school=school)
    text = "This placement would be Bridge Farm’s 4th full-time pupil. One more and it has to"
    assert warn(school_lead, provider, pupil).startswith(text)


def test_authority_is_warned_too(four, officer, pupil):
    assert "5th full-time" in warn(officer, four, pupil)


def test_counts_who_will_be_there_on_the_day_it_starts(provider, school_lead, school, pupil):
    for start in (dt.date(2026, 12, 1), dt.date(2026, 12, 2)):
        for _ in range(2):
            full_time(provider, school=school, placement={"status": "agreed", "starts_on": start})
    assert warn(school_lead, provider, pupil) == ""
    for _ in range(2):
        full_time(provider, school=school)
    assert "5th full-time" in warn(school_lead, provider, pupil)


# When there is nothing to say


def test_eighteen_hours_exactly_are_no_warning(four, school_lead, pupil):
    assert warn(school_lead, four, pupil, hours=18) == ""


def test_hours_of_a_placement_already_agreed_there_count(four, school_lead, pupil):
    placement = PlacementFactory(pupil=pupil, provider=four)
    SlotFactory(
        placement=placement, weekday=1, starts_at=dt.time(12, 36), finishes_at=dt.time(16, 0)
    )
    assert "5th full-time" in warn(school_lead, four, pupil, hours=18)


def test_pupil_who_is_full_time_there_already_tips_nothing(four, school_lead, school):
    placement = full_time(four, school=school, placement={"planned_end_on": STARTS_ON})
    assert warn(school_lead, four, placement.pupil) == ""


def test_registered_school_is_no_warning(school_lead, pupil, authority):
    registered = ProviderFactory(urn=140002)
    ApprovalFactory(provider=registered, authority=authority)
    for _ in range(5):
        full_time(registered)
    assert warn(school_lead, registered, pupil) == ""


def test_pupil_over_age_on_the_day_is_no_warning(four, school_lead, school):
    pupil = PupilFactory(school=school, date_of_birth=dt.date(2010, 8, 31))
    assert warn(school_lead, four, pupil) == ""


def test_empty_provider_is_no_warning(provider, school_lead, pupil):
    assert warn(school_lead, provider, pupil) == ""


def test_only_education_is_full_time_whatever_the_hours(four, officer, authority):
    pupil = PupilFactory(school=None, authority=authority, roll="none")
    assert "5th full-time" in warn(officer, four, pupil, hours=5)
    PlacementFactory(pupil=pupil)
    assert warn(officer, four, pupil, hours=5) == ""


def test_authoritys_own_hours_hold(four, school_lead, pupil, authority):
    ThresholdFactory(authority=authority, rule="registration_needed", name="hours", value="15")
    assert "5th full-time" in warn(school_lead, four, pupil, hours=16)


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th")]
    + [(21, "21st"), (112, "112th")],
)
def test_ordinal(number, word):
    assert ordinal(number) == word
