import dataclasses

import pytest

from placements.fit import Candidate, Wanted, judge
from providers.choices import Grade, HalfDay, Need, Transport

WEEK = dict.fromkeys(HalfDay.values, 2)
BEST = Candidate(
    status="Approved",
    is_usable=True,
    age_from=11,
    age_to=16,
    needs=frozenset({Need.SEMH, Need.AUTISM}),
    free=WEEK,
    grade=Grade.STRONG,
    half_day_pounds=40,
    km=0.0,
)
WANTED = Wanted(age=14, needs=frozenset({Need.SEMH}), half_days=("1am", "2am"))


def fit(wanted=WANTED, **changes):
    return judge(wanted, dataclasses.replace(BEST, **changes))


def points(wanted=WANTED, **changes):
    return round(fit(wanted, **changes).points, 2)


def test_what_meets_everything_has_all_the_points_and_its_reasons():
    best = fit()
    assert (best.points, best.against, best.refusals, best.is_possible) == (100, [], [], True)
    assert best.reasons == [
        "Takes ages 11 to 16; the pupil will be 14",
        "Planned for Social, emotional and mental health",
        "Places left in every half-day asked for",
        "0.0 km away in a straight line",
        "QA grade: Strong",
        "£40 a half-day by its list price",
        "This pupil would not make it a school that has to register",
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"age_from": 15}, "Takes ages 15 to 16, and the pupil will be 14"),
        ({"age_to": 13}, "Takes ages 11 to 13, and the pupil will be 14"),
        ({"is_usable": False, "status": "Suspended"}, "Suspended: no new placement may be made"),
        ({"free": {}}, "No place left in any half-day"),
        ({"free": {"1am": 0, "2am": -1}}, "No place left in any half-day"),
        ({"free": {"5pm": 3}}, "No place left in any of the half-days asked for"),
    ],
)
def test_what_cannot_be_is_refused_and_ranks_last(changes, refusal):
    cannot = fit(**changes)
    assert cannot.refusals == [refusal]
    assert cannot.is_possible is False
    worst = fit(needs=frozenset(), km=90.0, grade="", half_day_pounds=300, tips="Would tip it")
    assert sorted([cannot, worst, fit()], key=lambda each: each.rank)[-1] is cannot


@pytest.mark.parametrize("age", [11, 16])
def test_both_ends_of_the_ages_are_taken(age):
    assert fit(Wanted(age=age)).is_possible


def test_needs_count_by_the_share_that_is_met():
    wanted = Wanted(age=14, needs=frozenset({Need.SEMH, Need.MEDICAL}), half_days=("1am",))
    half = fit(wanted)
    assert half.points == 85
    assert half.against == ["Not planned for Medical needs"]
    assert "Planned for Social, emotional and mental health" in half.reasons


def test_half_days_count_by_the_share_that_is_free():
    some = fit(free={"1am": 1, "3am": 1})
    assert some.points == 87.5
    assert some.against == ["No place on Tuesday morning"]
    assert "Places left in 1 of 2 half-days" in some.reasons
    anything = fit(Wanted(age=14), free={"1am": 1, "3am": 1})
    assert "Places left in 2 of 10 half-days" in anything.reasons


@pytest.mark.parametrize(
    ("km", "lost", "said_against"),
    [(0.0, 0, False), (10.0, 10, False), (10.1, 10.1, True), (20.0, 20, True), (80.0, 20, True)],
)
def test_each_kilometre_takes_a_point_up_to_twenty(km, lost, said_against):
    assert points(km=km) == 100 - lost
    assert (f"{km} km away in a straight line" in fit(km=km).against) is said_against


def test_unknown_place_has_no_points_for_distance():
    assert points(km=None) == 80
    assert fit(km=None).against == ["How far it is, is not known"]


@pytest.mark.parametrize(
    ("grade", "had", "against"),
    [
        (Grade.STRONG, 15, []),
        (Grade.SOUND, 10.5, []),
        (Grade.DEVELOPING, 4.5, ["QA grade: Developing"]),
        (Grade.CONCERN, 0, ["QA grade: Cause for concern"]),
        ("", 3, ["No visit has graded it yet"]),
    ],
)
def test_grade_counts_and_weak_ones_speak_against(grade, had, against):
    assert points(grade=grade) == 85 + had
    assert fit(grade=grade).against == against


@pytest.mark.parametrize(("pounds", "had"), [(30, 10), (40, 10), (80, 5), (120, 0), (300, 0)])
def test_price_counts_down_to_nothing(pounds, had):
    assert points(half_day_pounds=pounds) == 90 + had
    assert bool(fit(half_day_pounds=pounds).against) is (pounds >= 120)


def test_transport_counts_only_where_it_is_needed():
    needs_it = dataclasses.replace(WANTED, must_be_fetched=True)
    assert points(transport=Transport.INCLUDED) == 100
    assert points(needs_it, transport=Transport.CHARGED) == 110
    assert fit(needs_it, transport=Transport.NONE).against == ["No transport is offered"]
    assert "Transport included" in fit(transport=Transport.INCLUDED).reasons


def test_provider_that_the_pupil_would_tip_comes_after_any_that_it_would_not():
    tipped = fit(tips="This would be its 5th full-time pupil.")
    plain = fit(needs=frozenset(), km=15.0, grade=Grade.SOUND, half_day_pounds=90)
    assert tipped.against == ["This would be its 5th full-time pupil."]
    assert tipped.is_possible
    assert plain.points > tipped.points
    near = fit(nears="One more and it has to register.")
    assert near.points == 90
    assert "A registered school" in fit(is_registered=True).reasons


def test_conditions_speak_against():
    conditional = fit(conditions="A second first aider")
    assert conditional.points == 95
    assert conditional.against == ["Approved with conditions: A second first aider"]
