"""The tally equals the recount, whoever counts."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance import actions
from attendance.codes import codes_on, counted
from attendance.history import write_history
from attendance.models import Mark, MarkEvent, Register, Tally
from attendance.rules import Counts
from attendance.sheet import read_sheet
from attendance.tallies import differences, move_tally, rebuild
from tests.factories.attendance import MONDAY, A, P, expected_pupils, mark, save
from tests.factories.terms import half_terms_of

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 9, 7)


def morning(date):
    return dt.datetime(date.year, date.month, date.day, 9, 20, tzinfo=dt.UTC)


def test_no_marks_no_differences(due):
    assert differences() == []


def test_differences_name_placement_and_half_term(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    Tally.objects.all().delete()
    [difference] = differences()
    assert difference == (due.pk, 2026, 2, None, [1, 1, 0, 0, 0])


def test_differences_of_some_placements_only(term, school, site, provider_staff):
    one, other = expected_pupils(2, school=school, site=site)
    save(provider_staff, site, mark(one), mark(other))
    Tally.objects.update(late=3)
    assert [d.placement_id for d in differences([other.pk])] == [other.pk]
    assert len(differences()) == 2


def test_rebuild_empties_a_tally_without_marks(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    Tally.objects.create(
        **due.scope_columns(), academic_year=2025, half_term=3, possible=5, attended=5
    )
    assert len(rebuild()) == 1
    assert Tally.objects.get(academic_year=2025).possible == 0
    assert differences() == []


def test_half_terms_that_move_are_seen_and_set_right(due, site, provider_staff):
    """The dates changed after the marks: the check says so, the rebuild follows them."""
    save(provider_staff, site, mark(due))
    half_terms_of(due.school, [(FIRST, dt.date(2026, 12, 18))])
    assert [(d.half_term, d.counted[0]) for d in differences()] == [(1, 1), (2, 0)]
    rebuild()
    assert differences() == []
    assert Tally.objects.get(half_term=1).attended == 1


@pytest.mark.parametrize("code", sorted(set(codes_on(MONDAY)) - {"Z", "#", "\\", "K", "X"}))
def test_recount_judges_each_code_as_the_rule_does(due, site, provider_staff, school_lead, code):
    """Two ways to count, in SQL and in codes.counted: they may never part."""
    save(provider_staff, site, mark(due, A))
    actions.decide_code(
        by=school_lead, placement=due, date=MONDAY, session="am", code=code, reason="Decided"
    )
    expected = counted(A, MONDAY, code)
    tally = Tally.objects.get()
    assert (tally.possible, tally.attended, tally.absent) == (
        expected.possible,
        expected.attended,
        expected.absent,
    )
    assert differences() == []


def test_move_tally_never_falls_below_nothing(due, site, provider_staff):
    save(provider_staff, site, mark(due, P))
    [row] = read_sheet(MONDAY, ["am"], of="placement", pk=due.pk).rows
    move_tally(row, (2026, 2), Counts(attended=-2, absent=1))
    tally = Tally.objects.get()
    assert (tally.possible, tally.attended, tally.absent) == (0, 0, 1)


weeks = st.lists(st.tuples(st.sampled_from("PLEAX"), st.booleans()), min_size=1, max_size=10)


@given(weeks)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_tally_of_saves_equals_tally_of_history(due, site, provider_staff, sessions):
    """The same weeks, saved one by one and brought in in bulk, count the same."""
    for model in (Mark, MarkEvent, Tally, Register):
        model.objects.all().delete()
    days = [FIRST + dt.timedelta(days=7 * n) for n in range(len(sessions))]
    held = [(day, o) for day, (o, kept) in zip(days, sessions, strict=True) if kept
            and not dt.date(2026, 10, 24) < day < dt.date(2026, 11, 2)]  # fmt: skip
    for day, observation in held:
        minutes = 10 if observation in "LE" else None
        save(provider_staff, site, mark(due, observation, minutes=minutes), date=day,
             now=morning(day))  # fmt: skip
    saved = list(Tally.objects.order_by("half_term").values_list("half_term", *NAMES))
    for model in (Mark, MarkEvent, Tally, Register):
        model.objects.all().delete()
    write_history(
        by="import",
        registers=[
            (site, day, "am", morning(day), provider_staff,
             [(due, o, 10 if o in "LE" else None, None)])
            for day, o in held
        ],
    )  # fmt: skip
    assert list(Tally.objects.order_by("half_term").values_list("half_term", *NAMES)) == saved
    assert differences() == []


NAMES = ("possible", "attended", "late", "absent", "undelivered")
