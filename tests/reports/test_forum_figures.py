import datetime as dt

import pytest

from apcommission.reports.forum_figures import figures, phase_of, year_before
from placements.choices import CommissionerKind, Reason, Roll
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory

pytestmark = pytest.mark.django_db
AS_AT = dt.date(2026, 11, 20)


@pytest.fixture
def placed(school, provider):
    """`placed(n, …)` puts n pupils of our school with the provider."""

    def place(number, **facts):
        born = facts.pop("born", dt.date(2012, 3, 1))
        return [
            PlacementFactory(
                pupil=PupilFactory(school=school, date_of_birth=born), provider=provider, **facts
            )
            for _ in range(number)
        ]

    return place


def column(table, number=1):
    return {row[0]: row[number] for row in table["rows"]}


@pytest.mark.parametrize(
    ("year", "phase"),
    [(6, "Primary"), (7, "Key stage 3"), (9, "Key stage 3"), (10, "Key stage 4"), (12, "Post-16")],
)
def test_phase_of(year, phase):
    assert phase_of(year) == phase


def test_year_before_leap_day():
    assert year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)


def test_figures_count_live_placements_of_the_authority_only(authority, placed, other_authority):
    placed(7)
    placed(6, ended_on=dt.date(2026, 10, 1), status="ended")
    PlacementFactory(pupil__school__authority=other_authority)
    assert figures(authority, as_at=AS_AT)["schools"] == {
        "heading": "Home school",
        "columns": ["Placements"],
        "rows": [["Hillside School", 7]],
        "total": [7],
    }


def test_figures_count_a_child_in_two_places_once(authority, placed):
    placements = placed(8)
    PlacementFactory(pupil=placements[0].pupil, provider=ProviderFactory())
    found = figures(authority, as_at=AS_AT)
    assert found["phases"]["total"][-1] == 8
    assert found["schools"]["total"] == [9]


def test_figures_split_phases_by_who_arranged(authority, placed):
    placed(10, born=dt.date(2013, 1, 1))
    placed(12, born=dt.date(2011, 1, 1), commissioner_kind=CommissionerKind.AUTHORITY)
    rows = {row[0]: row[1:] for row in figures(authority, as_at=AS_AT)["phases"]["rows"]}
    assert rows["Key stage 3"] == [10, 0, 10]
    assert rows["Key stage 4"] == [0, 12, 12]


def test_figures_hide_small_reasons(authority, placed):
    placed(3, reason=Reason.SEN)
    placed(9, reason=Reason.BEHAVIOUR)
    placed(20, reason=Reason.OTHER)
    reasons = column(figures(authority, as_at=AS_AT)["reasons"])
    assert reasons[Reason.SEN.label] is None
    assert reasons[Reason.BEHAVIOUR.label] is None
    assert reasons[Reason.OTHER.label] == 20


def test_figures_compare_with_a_year_before(authority, placed):
    placed(7, starts_on=dt.date(2025, 9, 8), planned_end_on=dt.date(2027, 1, 1))
    placed(6)
    totals = figures(authority, as_at=AS_AT)["reasons"]["total"]
    assert totals == [13, 7]


def test_figures_tell_hours_by_the_timetable(authority, placed):
    for placement in placed(6):
        for weekday in (1, 2, 3, 4, 5):
            SlotFactory(placement=placement, weekday=weekday, finishes_at=dt.time(15, 0))
    placed(8)
    hours = column(figures(authority, as_at=AS_AT)["hours"])
    assert hours == {"More than 18 hours a week": 6, "18 hours a week or fewer": 8}


def test_figures_name_a_child_on_no_roll_as_such(authority):
    for _ in range(6):
        pupil = PupilFactory(school=None, authority=authority, roll=Roll.NONE)
        PlacementFactory(pupil=pupil)
    assert column(figures(authority, as_at=AS_AT)["schools"]) == {"No school's roll": 6}


def test_figures_grade_approved_providers(authority, provider):
    ApprovalFactory(authority=authority, qa_grade="strong")
    ApprovalFactory(authority=authority, status="removed", qa_grade="strong")
    grades = column(figures(authority, as_at=AS_AT)["providers"])
    assert grades == {
        "Strong": 1, "Sound": 0, "Developing": 0, "Cause for concern": 0, "Not yet visited": 1,
    }  # fmt: skip


def test_figures_hide_money_and_attendance_of_few(authority, placed):
    placed(5, weekly_price_pence=10000)
    found = figures(authority, as_at=AS_AT)
    assert found["money"] == {"week_pence": None, "average_pence": None}
    assert found["attendance"] == {"rate": None, "possible": None}


def test_figures_add_up_money(authority, placed):
    placed(6, weekly_price_pence=10000)
    placed(6, weekly_price_pence=20000)
    assert figures(authority, as_at=AS_AT)["money"] == {
        "week_pence": 180000,
        "average_pence": 15000,
    }


def test_figures_name_no_child(authority, placed):
    names = [placement.pupil.surname for placement in placed(12)]
    assert [name for name in names if name in str(figures(authority, as_at=AS_AT))] == []
