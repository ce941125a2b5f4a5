import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apcommission.accounts.choices import OrganisationKind
from placements import rules
from placements.choices import Basis, CommissionerKind, Status

day = dt.date.fromisoformat


def half_term(starts, ends):
    return SimpleNamespace(starts_on=day(starts), ends_on=day(ends))


def slot(weekday, starts, finishes):
    return SimpleNamespace(
        weekday=weekday,
        starts_at=dt.time.fromisoformat(starts),
        finishes_at=dt.time.fromisoformat(finishes),
    )


def test_every_status_has_its_transitions():
    assert set(rules.TRANSITIONS) == set(Status)


def test_every_transition_leads_to_a_status():
    assert set().union(*rules.TRANSITIONS.values()) <= set(Status)


@pytest.mark.parametrize(
    ("status", "to", "expected"),
    [
        (Status.REQUESTED, Status.AGREED, True),
        (Status.REQUESTED, Status.ACTIVE, False),
        (Status.AGREED, Status.ACTIVE, True),
        (Status.AGREED, Status.ENDED, False),
        (Status.ACTIVE, Status.ENDED, True),
        (Status.PAUSED, Status.ACTIVE, True),
        (Status.ENDED, Status.ACTIVE, False),
        (Status.DECLINED, Status.AGREED, False),
        (Status.WITHDRAWN, Status.REQUESTED, False),
    ],
)
def test_can_move(status, to, expected):
    assert rules.can_move(status, to) is expected


def test_every_basis_says_who_commissions_and_who_decides():
    assert set(rules.COMMISSIONER_OF) == set(rules.DECIDED_BY) == set(Basis)


def test_bases_for_a_school_and_an_authority():
    assert rules.bases_for(OrganisationKind.SCHOOL) == [
        Basis.OFF_SITE_DIRECTION,
        Basis.SCHOOL_ARRANGED,
        Basis.SUSPENSION,
    ]
    assert rules.bases_for(OrganisationKind.AUTHORITY) == [
        Basis.PERMANENT_EXCLUSION,
        Basis.MEDICAL,
        Basis.NO_SCHOOL_PLACE,
        Basis.EHC_PLAN,
        Basis.EOTAS,
    ]
    assert rules.bases_for(OrganisationKind.PROVIDER) == []


def test_permanent_exclusion_is_the_las_to_arrange():
    assert rules.COMMISSIONER_OF[Basis.PERMANENT_EXCLUSION] == CommissionerKind.AUTHORITY


@pytest.mark.parametrize(
    ("born", "starts"),
    [
        ("2016-03-30", "2021-03-31"),
        ("2016-03-31", "2021-03-31"),  # a birthday on a prescribed day counts
        ("2016-04-01", "2021-08-31"),
        ("2016-08-31", "2021-08-31"),
        ("2016-09-01", "2021-12-31"),
        ("2016-12-31", "2021-12-31"),
        ("2017-01-01", "2022-03-31"),
        ("2016-02-29", "2021-03-31"),
    ],
)
def test_starts_school_on_the_next_prescribed_day(born, starts):
    assert rules.starts_school_on(day(born)) == day(starts)


@pytest.mark.parametrize(
    ("born", "leaves"),
    [
        ("2009-09-01", "2026-06-26"),  # 16 in September 2025: leaves in June 2026
        ("2010-06-25", "2026-06-26"),
        ("2010-06-27", "2026-06-26"),  # 16 after the leaving date, in the same school year
        ("2010-08-31", "2026-06-26"),
        ("2010-09-01", "2027-06-25"),
        ("2012-02-29", "2028-06-30"),
    ],
)
def test_leaves_school_on_the_last_friday_in_june(born, leaves):
    assert rules.leaves_school_on(day(born)) == day(leaves)


@pytest.mark.parametrize(
    ("year", "expected"), [(2026, "2026-06-26"), (2027, "2027-06-25"), (2028, "2028-06-30")]
)
def test_school_leaving_date(year, expected):
    assert rules.school_leaving_date(year) == day(expected)


# That every count uses it is in test_doors.py and test_registration.py.
@pytest.mark.capability("F104")
@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ("2021-11-20", "2026-11-23", False),  # five, but not before 31 December
        ("2021-11-20", "2026-12-31", True),
        ("2010-03-01", "2026-06-26", True),  # to the end of the leaving date
        ("2010-03-01", "2026-06-27", False),
        ("2010-08-31", "2026-06-27", False),  # still 15, and no longer of the age
        ("2012-03-01", "2026-11-23", True),
    ],
)
def test_compulsory_school_age(born, on, expected):
    assert rules.compulsory_school_age(day(born), day(on)) is expected


@given(st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2030, 12, 31)))
def test_compulsory_school_age_lasts_ten_to_twelve_years(born):
    starts, leaves = rules.starts_school_on(born), rules.leaves_school_on(born)
    assert leaves.weekday() == rules.FRIDAY
    assert leaves.month == 6
    assert rules.birthday(born, 5) <= starts < rules.birthday(born, 6)
    assert not rules.compulsory_school_age(born, starts - dt.timedelta(days=1))
    assert not rules.compulsory_school_age(born, leaves + dt.timedelta(days=1))
    assert rules.birthday(born, 15) < leaves < rules.birthday(born, 17)


@pytest.mark.parametrize(
    ("born", "on", "year", "name"),
    [
        ("2012-03-01", "2026-11-23", 10, "Year 10"),
        ("2012-08-31", "2026-11-23", 10, "Year 10"),
        ("2012-09-01", "2026-11-23", 9, "Year 9"),
        ("2012-03-01", "2026-08-31", 9, "Year 9"),
        ("2012-03-01", "2026-09-01", 10, "Year 10"),
        ("2022-01-10", "2026-11-23", 0, "Reception"),
        ("2023-01-10", "2026-11-23", -1, "Before Reception"),
    ],
)
def test_nc_year(born, on, year, name):
    assert rules.nc_year(day(born), day(on)) == year
    assert rules.nc_year_name(day(born), day(on)) == name


def test_weekly_minutes_count_the_break_between_morning_and_afternoon():
    week = [slot(1, "09:30", "12:00"), slot(1, "12:45", "15:00")]
    assert rules.weekly_minutes(week) == 330


def test_weekly_minutes_add_the_days():
    week = [slot(1, "09:30", "12:00"), slot(2, "12:45", "15:00"), slot(4, "09:00", "15:30")]
    assert rules.weekly_minutes(week) == 150 + 135 + 390


def test_weekly_minutes_of_no_slots():
    assert rules.weekly_minutes([]) == 0


HALF_TERMS = [
    half_term("2026-09-01", "2026-10-23"),
    half_term("2026-11-02", "2026-12-18"),
    half_term("2027-01-04", "2027-02-12"),
]


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("2026-09-07", "2026-10-23"),
        ("2026-10-23", "2026-10-23"),
        ("2026-10-26", "2026-12-18"),  # in the holiday: the end of the next half term
        ("2026-12-21", "2027-02-12"),
        ("2027-03-01", "2027-04-12"),  # no calendar so far ahead: six weeks
    ],
)
def test_default_review_due_is_the_end_of_the_half_term(starts, due):
    assert rules.default_review_due(day(starts), HALF_TERMS) == day(due)


@pytest.mark.parametrize(
    ("held", "due"),
    [
        ("2026-10-01", "2026-12-18"),
        ("2026-11-23", "2027-02-12"),
    ],
)
def test_next_review_due_is_the_end_of_the_next_half_term(held, due):
    assert rules.next_review_due(day(held), HALF_TERMS) == day(due)


@pytest.mark.parametrize(
    ("plan", "looked_after", "expected"),
    [
        (False, False, []),
        (True, False, ["the LA that maintains the EHC plan"]),
        (False, True, ["the virtual school head of the LA that looks after the pupil"]),
        (
            True,
            True,
            [
                "the LA that maintains the EHC plan",
                "the virtual school head of the LA that looks after the pupil",
            ],
        ),
    ],
)
def test_consultation_needed(plan, looked_after, expected):
    pupil = SimpleNamespace(has_ehc_plan=plan, is_looked_after=looked_after)
    assert rules.consultation_needed(pupil) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2012-03-01", ""),
        ("2026-12-01", "The date of birth is in the future."),
        ("2024-11-23", "This date of birth makes a child under 4. Check the year."),
        ("2022-11-23", ""),
        ("2000-11-24", ""),
        ("2000-11-23", "This date of birth makes somebody over 25. Check the year."),
    ],
)
def test_too_young_or_old(born, expected):
    assert rules.too_young_or_old(day(born), day("2026-11-23")) == expected
