"""Marks of the past, in bulk, come out as saves would have made them."""

import datetime as dt
import time

import pytest

from apcommission.accounts.scope import database_scope, system_scope
from apcommission.audit.refusal import NotAllowed
from attendance.history import happening_at, write_history
from attendance.models import AbsenceNote, Mark, MarkEvent, Register, Tally
from attendance.tallies import differences
from placements.choices import Basis, CommissionerKind
from tests.factories.attendance import MONDAY, A, L, P, X, expected_pupils, mark, save

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 9, 7)


def morning(date, hour=9):
    return dt.datetime(date.year, date.month, date.day, hour, 20, tzinfo=dt.UTC)


@pytest.fixture
def pair(term, school, site):
    one, other = expected_pupils(2, school=school, site=site)
    other.basis, other.commissioner_kind = Basis.MEDICAL, CommissionerKind.AUTHORITY
    other.save()
    return one, other


def test_write_history_derives_codes_headers_notes_events_and_tallies(pair, site, provider_staff):
    one, other = pair
    monday, next_monday = FIRST, FIRST + dt.timedelta(days=7)
    written = write_history(
        by="import of last year",
        registers=[
            (site, monday, "am", morning(monday), provider_staff, [(one, P, None, None),
             (other, L, 15, None)]),
            (site, next_monday, "am", morning(next_monday), provider_staff,
             [(one, A, None, "ill"), (other, P, None, None)]),
        ],
    )  # fmt: skip
    assert written == 4
    assert list(
        Mark.objects.order_by("date", "placement_id").values_list("observation", "code", "minutes")
    ) == [("P", "B", None), ("L", "K", 15), ("A", "I", None), ("P", "K", None)]
    assert [(r.expected, r.marked, r.saved_at) for r in Register.objects.order_by("date")] == [
        (2, 2, morning(monday)),
        (2, 2, morning(next_monday)),
    ]
    assert AbsenceNote.objects.get().reason == "ill"
    assert {(t.placement_id, t.possible, t.attended, t.late) for t in Tally.objects.all()} == {
        (one.pk, 2, 1, 0),
        (other.pk, 2, 2, 1),
    }
    assert differences() == []


def test_write_history_keeps_the_time_and_person_of_each_register(pair, site, provider_staff):
    write_history(
        by="import",
        registers=[(site, FIRST, "am", morning(FIRST), provider_staff, [(pair[0], P, None, None)])],
    )
    event = MarkEvent.objects.get()
    assert (event.at, event.person_id, event.person_name) == (
        morning(FIRST),
        provider_staff.pk,
        "Stef Nowak",
    )


def test_write_history_of_an_undelivered_session_counts_nothing(pair, site, provider_staff):
    write_history(
        by="import",
        registers=[
            (site, FIRST, "am", morning(FIRST), provider_staff, [(p, X, None, None) for p in pair])
        ],
    )
    assert Register.objects.get().not_delivered_reason == "Not delivered"
    assert {(t.possible, t.undelivered) for t in Tally.objects.all()} == {(0, 1)}


def test_write_history_refuses_minutes_over_the_session(pair, site, provider_staff):
    with pytest.raises(NotAllowed, match="between 1 and 149"):
        write_history(
            by="import",
            registers=[
                (site, FIRST, "am", morning(FIRST), provider_staff, [(pair[0], L, 150, None)])
            ],
        )
    assert Mark.objects.count() == 0


def test_write_history_refuses_a_register_saved_before_its_session(pair, site, provider_staff):
    with pytest.raises(NotAllowed, match="before its session"):
        write_history(
            by="import",
            registers=[
                (site, FIRST, "am", morning(FIRST, 6), provider_staff, [(pair[0], P, None, None)])
            ],
        )


def test_happening_at_backdates_what_a_job_saves(pair, site, provider_staff):
    with system_scope("telling a story"), happening_at(morning(MONDAY)):
        save(provider_staff, site, mark(pair[0]), now=morning(MONDAY))
    assert MarkEvent.objects.get().at == morning(MONDAY)


def test_happening_at_is_ignored_for_everybody_else(pair, site, provider_staff):
    """A provider cannot say that it marked yesterday."""
    with database_scope(provider_staff.membership), happening_at(morning(MONDAY)):
        save(provider_staff, site, mark(pair[0]), now=morning(MONDAY))
    assert MarkEvent.objects.get().at != morning(MONDAY)


def test_write_history_writes_twenty_thousand_marks_a_second(term, school, site, provider_staff):
    placements = expected_pupils(40, school=school, site=site)
    days = [FIRST + dt.timedelta(days=n) for n in range(100)]
    registers = [
        (site, day, session, morning(day, 14), provider_staff, [(p, P, None, None)
         for p in placements])
        for day in days
        for session in ("am", "pm")
    ]  # fmt: skip
    started = time.process_time()
    assert write_history(by="import", registers=registers) == 8000
    # Our own CPU: the database's share runs beside it, on a machine that others use too.
    assert time.process_time() - started < 0.4
