"""Saves that meet each other: real connections, real commits."""

import threading
import uuid

import pytest
from django.db import connection

from apcommission.accounts.scope import database_scope
from apcommission.audit.record import record
from attendance import actions
from attendance.models import Mark, MarkEvent, Register, Submission, Tally
from attendance.planning import Conflict, KeyReused, plan
from attendance.saving import lock_register, write_marks
from attendance.sheet import read_sheet
from attendance.tallies import differences
from tests.factories.attendance import MONDAY, NOW, A, L, P, expected_pupils, mark, save
from tests.factories.placements import SlotFactory
from tests.factories.terms import half_terms_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def five(authority, school, site):
    half_terms_of(authority)
    return expected_pupils(5, school=school, site=site)


def together(*saves):
    """Run the calls at the same moment, each on a connection of its own; their outcomes."""
    outcomes, start = [None] * len(saves), threading.Barrier(len(saves))

    def run(number, user, call):
        try:
            start.wait()
            with database_scope(user.membership):
                outcomes[number] = call()
        except Exception as error:  # noqa: BLE001
            outcomes[number] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, user, call))
        for number, (user, call) in enumerate(saves)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_double_submission_of_the_same_key_is_one_save(five, site, provider_staff):
    for _ in range(5):
        key, marks = uuid.uuid4(), [mark(p, L, minutes=5) for p in five]
        call = (provider_staff, lambda key=key, marks=marks: save(
            provider_staff, site, *marks, key=key))  # fmt: skip
        outcomes = together(call, call, call)
        assert kinds(outcomes) == ["Saved"] * 3
        assert sorted(outcome.replayed for outcome in outcomes) == [False, True, True]
        assert outcomes[0].results == outcomes[1].results == outcomes[2].results
        assert (Submission.objects.count(), MarkEvent.objects.count()) == (1, 5)
        assert differences() == []
        for model in (Submission, Mark, MarkEvent, Register, Tally):
            model.objects.all().delete()


def test_two_people_take_the_same_register_one_wins_whole(
    five, site, provider_staff, provider_lead
):
    """Never mixed, whatever the order in which the pupils were sent."""
    for _ in range(5):
        one = [mark(p, P) for p in five]
        other = [mark(p, A) for p in reversed(five)]
        outcomes = together(
            (provider_staff, lambda one=one: save(provider_staff, site, *one)),
            (provider_lead, lambda other=other: save(provider_lead, site, *other)),
        )
        assert kinds(outcomes) == ["Conflict", "Saved"]
        [conflict] = [o for o in outcomes if isinstance(o, Conflict)]
        assert len(conflict.rows) == 5
        assert Mark.objects.values("observation").distinct().count() == 1
        assert MarkEvent.objects.count() == 5
        for model in (Submission, Mark, MarkEvent, Register, Tally):
            model.objects.all().delete()


def test_two_people_amend_in_opposite_order_without_a_deadlock(
    five, site, provider_staff, provider_lead
):
    save(provider_staff, site, *[mark(p, P) for p in five])
    for version in range(1, 6):
        one = [mark(p, L, minutes=version, base_version=version) for p in five]
        other = [mark(p, L, minutes=100 + version, base_version=version) for p in reversed(five)]
        outcomes = together(
            (provider_staff, lambda one=one: save(
                provider_staff, site, *one, change_reason="One")),
            (provider_lead, lambda other=other: save(
                provider_lead, site, *other, change_reason="Other")),
        )  # fmt: skip
        assert kinds(outcomes) == ["Conflict", "Saved"]
        assert set(Mark.objects.values_list("version", flat=True)) == {version + 1}
        assert Mark.objects.values("minutes").distinct().count() == 1
    assert differences() == []


def test_morning_and_afternoon_saved_at_once_both_count(five, site, provider_staff, provider_lead):
    """They share the tallies of the same pupils, in opposite order."""
    for placement in five:
        SlotFactory(placement=placement, site=site, session="pm")
    afternoon = NOW.replace(hour=13)
    outcomes = together(
        (provider_staff, lambda: save(provider_staff, site, *[mark(p) for p in five])),
        (provider_lead, lambda: save(provider_lead, site, *[mark(p) for p in reversed(five)],
                                     session="pm", now=afternoon)),
    )  # fmt: skip
    assert kinds(outcomes) == ["Saved", "Saved"]
    assert set(Tally.objects.values_list("possible", flat=True)) == {2}
    assert differences() == []


def test_a_correction_and_a_save_at_once_do_not_mix(five, site, provider_staff, provider_lead):
    save(provider_staff, site, *[mark(p, P) for p in five])
    outcomes = together(
        (provider_staff, lambda: save(provider_staff, site, *[
            mark(p, A, base_version=1) for p in five], change_reason="All of them")),
        (provider_lead, lambda: actions.correct_mark(
            by=provider_lead, site=site, placement=five[2], date=MONDAY, session="am",
            observation=L, minutes=9, reason="Saw him", base_version=1, now=NOW)),
    )  # fmt: skip
    assert kinds(outcomes) == ["Conflict", "Saved"]
    assert len(set(Mark.objects.values_list("observation", flat=True))) in (1, 2)
    assert MarkEvent.objects.changes().count() in (1, 5)
    assert differences() == []


def test_the_same_key_for_two_registers_at_once_is_one_save(
    five, site, provider_staff, provider_lead
):
    SlotFactory(placement=five[0], site=site, session="pm")
    key, afternoon = uuid.uuid4(), NOW.replace(hour=13)
    outcomes = together(
        (provider_staff, lambda: save(provider_staff, site, mark(five[0]), key=key)),
        (provider_staff, lambda: save(provider_staff, site, mark(five[0]), key=key,
                                      session="pm", now=afternoon)),
    )  # fmt: skip
    assert kinds(outcomes) == ["KeyReused", "Saved"]
    assert Mark.objects.count() == 1
    assert isinstance(next(o for o in outcomes if isinstance(o, Exception)), KeyReused)


def test_a_save_that_breaks_off_leaves_nothing(five, site, provider_staff):
    def save_and_break():
        with database_scope(provider_staff.membership):
            save(provider_staff, site, *[mark(p) for p in five])
            raise ConnectionError

    with pytest.raises(ConnectionError):
        save_and_break()
    for model in (Submission, Mark, MarkEvent, Register, Tally):
        assert model.objects.count() == 0


def test_lock_register_is_of_one_register_only(five, site, provider_staff):
    """Another session's register can be saved while one is held."""
    with database_scope(provider_staff.membership):
        lock_register(site.pk, MONDAY, "pm")
        [outcome] = together((provider_staff, lambda: save(provider_staff, site, mark(five[0]))))
    assert kinds([outcome]) == ["Saved"]


def test_write_marks_checks_the_versions_once_more(five, site, provider_staff, provider_lead):
    """A writer that went past the lock has changed a mark since the sheet was read."""
    save(provider_staff, site, mark(five[0]))
    sheet = read_sheet(MONDAY, ["am"], of="site", pk=site.pk, provider=site.provider_id)
    marks = [mark(five[0], A, base_version=1), mark(five[1])]
    changes = plan(sheet.rows, marks, length=150, has_reason=True)
    with record("past_the_lock", by=provider_lead, reason="Late taxi"):
        Mark.objects.update(observation=L, minutes=5, version=2)

    def write():
        with record("register_saved", by=provider_staff, reason="Wrong row"):
            write_marks(by=provider_staff, site=site, date=MONDAY, session="am", sheet=sheet,
                        changes=changes, now=NOW)  # fmt: skip

    with pytest.raises(Conflict):
        write()
    assert list(Mark.objects.values_list("observation", "version")) == [(L, 2)]
