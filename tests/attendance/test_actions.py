"""A save is all or nothing, and the same save twice is one."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.actions.taking import TOLD_LATER
from attendance.choices import AbsenceReason
from attendance.models import AbsenceNote, Mark, MarkEvent, Register, Tally
from attendance.models import Submission as Kept
from attendance.planning import Conflict, KeyReused, ReasonNeeded
from attendance.tallies import differences
from tests.factories.accounts import SchoolFactory
from tests.factories.attendance import MONDAY, NOW, A, L, P, expected_pupils, mark, save

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def three(term, school, site):
    return expected_pupils(3, school=school, site=site)


def observations():
    return list(Mark.objects.order_by("placement_id").values_list("observation", flat=True))


def counts(placement):
    tally = Tally.objects.get(placement=placement)
    return tally.possible, tally.attended, tally.late, tally.absent, tally.undelivered


def test_save_register_keeps_marks_header_tally_and_event(due, site, provider_staff):
    saved = save(provider_staff, site, mark(due, L, minutes=20))
    stored = Mark.objects.get()
    assert (stored.observation, stored.minutes, stored.code, stored.version) == (L, 20, "B", 1)
    assert (stored.authority_id, stored.school_id) == (due.authority_id, due.school_id)
    register = Register.objects.get()
    assert (register.expected, register.marked, register.saved_by_id) == (1, 1, provider_staff.pk)
    assert register.completed_at == register.first_saved_at == NOW
    tally = Tally.objects.get()
    assert (tally.academic_year, tally.half_term) == (2026, 2)
    assert counts(due) == (1, 1, 1, 0, 0)
    event = MarkEvent.objects.get()
    assert (event.was, event.became) == ("Not yet marked", "Late, 20 minutes")
    assert (event.person_name, event.person_role) == ("Stef Nowak", "Provider staff")
    assert [result.outcome for result in saved.results] == ["saved"]
    assert differences() == []


def test_save_register_with_some_unmarked_is_incomplete(three, site, provider_staff):
    one, other, _ = three
    save(provider_staff, site, mark(one), mark(other, A))
    register = Register.objects.get()
    assert (register.expected, register.marked, register.completed_at) == (3, 2, None)


@pytest.mark.capability("F007")
def test_not_yet_marked_is_neither_present_nor_absent(three, site, provider_staff):
    one, other, third = three
    save(provider_staff, site, mark(one), mark(other, A))
    assert not Mark.objects.filter(placement=third).exists()
    assert not Tally.objects.filter(placement=third).exists()


def test_save_register_twice_completes_it(three, site, provider_staff, provider_lead):
    one, other, third = three
    save(provider_staff, site, mark(one), mark(other, A))
    save(provider_lead, site, mark(third), now=LATER)
    register = Register.objects.get()
    assert (register.marked, register.first_saved_at, register.completed_at) == (3, NOW, LATER)
    assert register.saved_by_id == provider_lead.pk
    assert observations() == [P, A, P]


def test_save_register_again_with_the_same_key_is_one_save(three, site, provider_staff):
    key = uuid.uuid4()
    first = save(provider_staff, site, mark(three[0]), key=key)
    again = save(provider_staff, site, mark(three[0]), key=key, now=LATER)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.results == first.results
    assert (Kept.objects.count(), MarkEvent.objects.count()) == (1, 1)
    assert Register.objects.get().saved_at == NOW
    assert counts(three[0]) == (1, 1, 0, 0, 0)


def test_save_register_with_a_used_key_and_other_content_is_refused(three, site, provider_staff):
    key = uuid.uuid4()
    save(provider_staff, site, mark(three[0]), key=key)
    with pytest.raises(KeyReused):
        save(provider_staff, site, mark(three[0], A), key=key)
    assert observations() == [P]


def test_save_register_with_anothers_key_is_refused(three, site, provider_staff, provider_lead):
    key = uuid.uuid4()
    save(provider_staff, site, mark(three[0]), key=key)
    with database_scope(provider_lead.membership), pytest.raises(KeyReused):
        save(provider_lead, site, mark(three[1]), key=key)
    assert observations() == [P]


def test_save_register_with_a_key_used_for_another_session_is_refused(three, site, provider_staff):
    key = uuid.uuid4()
    save(provider_staff, site, mark(three[0]), key=key)
    before = MONDAY - dt.timedelta(days=7)
    with pytest.raises(KeyReused):
        save(provider_staff, site, mark(three[0]), key=key, date=before)
    assert Mark.objects.filter(date=before).count() == 0


def test_save_register_on_an_older_version_is_a_conflict_and_saves_nothing(
    three, site, provider_staff, provider_lead
):
    one, other, _ = three
    save(provider_staff, site, mark(one))
    with pytest.raises(Conflict) as conflict:
        save(provider_lead, site, mark(one, A), mark(other))
    [row] = conflict.value.rows
    assert (row.name, row.words, row.saved_by) == (one.pupil.name, "Present", "Stef Nowak")
    assert "Present, saved by Stef Nowak" in str(conflict.value)
    assert observations() == [P]
    assert Kept.objects.count() == 1
    assert Register.objects.get().saved_by_id == provider_staff.pk


def test_save_register_of_the_same_value_is_no_conflict(three, site, provider_staff, provider_lead):
    save(provider_staff, site, mark(three[0]))
    saved = save(provider_lead, site, mark(three[0]), mark(three[1]))
    assert [result.outcome for result in saved.results] == ["same", "saved"]
    assert MarkEvent.objects.count() == 2


def test_a_changed_mark_needs_a_reason(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    with pytest.raises(ReasonNeeded, match="Ada Marsh"):
        save(provider_staff, site, mark(due, A, base_version=1))
    assert observations() == [P]
    changed = mark(due, A, base_version=1)
    save(provider_staff, site, changed, change_reason="Pressed the wrong row", now=LATER)
    assert observations() == [A]
    event = MarkEvent.objects.changes().get()
    assert (event.was, event.became, event.reason) == (
        "Present",
        "Not here",
        "Pressed the wrong row",
    )
    assert counts(due) == (1, 0, 0, 1, 0)
    assert differences() == []


def test_the_database_refuses_a_change_without_a_reason(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    with (
        pytest.raises(DatabaseError, match="only with a reason"),
        transaction.atomic(),
        record("forgotten", by=provider_staff),
    ):
        Mark.objects.update(observation=A)
    assert observations() == [P]


def test_a_reason_for_absence_that_comes_later_is_its_own_reason(due, site, provider_staff):
    save(provider_staff, site, mark(due, A))
    assert Mark.objects.get().code == "N"
    later = mark(due, A, base_version=1, reason=AbsenceReason.ILL, told_by="Mother, by phone")
    save(provider_staff, site, later, now=LATER)
    assert Mark.objects.get().code == "I"
    note = AbsenceNote.objects.get()
    assert (note.reason, note.told_by) == (AbsenceReason.ILL, "Mother, by phone")
    event = MarkEvent.objects.changes().get()
    assert (event.old_code, event.code, event.reason) == ("N", "I", TOLD_LATER)


def test_reason_for_absence_is_kept_when_it_is_not_sent_again(due, site, provider_staff):
    save(provider_staff, site, mark(due, A, reason=AbsenceReason.ILL))
    saved = save(provider_staff, site, mark(due, A, base_version=1))
    assert [result.outcome for result in saved.results] == ["same"]
    assert Mark.objects.get().code == "I"


def test_save_register_for_somebody_else_says_so(due, site, school_attendance):
    with database_scope(school_attendance.membership):
        save(school_attendance, site, mark(due), on_behalf="Pat Lowe, by phone")
    event = MarkEvent.objects.get()
    assert (event.reason, event.on_behalf) == ("", "Told by Pat Lowe, by phone")
    assert (event.person_name, event.person_role) == ("Ann Teal", "Attendance officer")
    register = Register.objects.get()
    assert (register.on_behalf, register.completed_at) == ("Told by Pat Lowe, by phone", None)
    assert counts(due) == (1, 1, 0, 0, 0)


def test_save_register_for_somebody_else_needs_who_told(due, site, commissioner):
    with pytest.raises(NotAllowed, match="Say who at the provider told you"):
        save(commissioner, site, mark(due))


def test_who_enters_for_a_provider_leaves_its_counts_and_other_schools_alone(
    three, school, site, provider_staff, officer, school_lead
):
    with database_scope(provider_staff.membership):
        save(provider_staff, site, *map(mark, three))
    theirs = expected_pupils(1, school=SchoolFactory(authority=school.authority), site=site)[0]
    with database_scope(officer.membership):
        save(officer, site, mark(theirs), on_behalf="Pat Lowe")
    register = Register.objects.get()
    assert (register.expected, register.marked, register.completed_at) == (3, 3, NOW)
    assert (register.saved_by_id, register.on_behalf) == (officer.pk, "Told by Pat Lowe")
    with database_scope(school_lead.membership), pytest.raises(NotAllowed, match="not expected"):
        save(school_lead, site, mark(theirs, A, base_version=1), on_behalf="P", change_reason="x")


def test_a_school_writes_no_header_where_it_has_nobody(site, school_lead, provider_staff):
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        database_scope(school_lead.membership),
    ):
        Register.objects.create(
            provider_id=site.provider_id,
            site=site,
            date=MONDAY,
            session="am",
            expected=1,
            marked=1,
            first_saved_at=NOW,
            saved_at=NOW,
            saved_by=provider_staff,
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"observation": L}, "how many minutes"),
        ({"observation": L, "minutes": 150}, "between 1 and 149"),
        ({"observation": P, "minutes": 5}, "only for late"),
        ({"observation": "Q"}, "choose what happened"),
    ],
)
def test_an_impossible_mark_is_refused_by_name_and_nothing_is_saved(
    three, site, provider_staff, fields, message
):
    with pytest.raises(NotAllowed, match=f"{three[1].pupil.name}: .*{message}"):
        save(provider_staff, site, mark(three[0]), mark(three[1], **fields))
    assert (Mark.objects.count(), Register.objects.count(), Kept.objects.count()) == (0, 0, 0)


def test_a_pupil_twice_is_refused(due, site, provider_staff):
    with pytest.raises(NotAllowed, match="twice"):
        save(provider_staff, site, mark(due), mark(due, A))
    assert Mark.objects.count() == 0


def test_a_pupil_who_is_not_expected_is_refused(due, site, provider_staff):
    with pytest.raises(NotAllowed, match="not expected"):
        save(provider_staff, site, mark(due), session="pm", now=NOW.replace(hour=13))
    assert Mark.objects.count() == 0


def test_a_future_date_is_refused(due, site, provider_staff):
    with pytest.raises(NotAllowed, match="opens on 30 November 2026 at 08:30"):
        save(provider_staff, site, mark(due), date=MONDAY + dt.timedelta(days=7))


def test_the_afternoon_cannot_be_marked_in_the_morning(due, site, provider_staff):
    with pytest.raises(NotAllowed, match="at 11:45"):
        save(provider_staff, site, mark(due), session="pm")


@pytest.mark.capability("F015")
@pytest.mark.parametrize(
    ("monday", "opens"),
    [
        # The Mondays after the clocks went forward and back: 08:30 in London.
        (dt.date(2026, 10, 19), dt.datetime(2026, 10, 19, 7, 30, tzinfo=dt.UTC)),
        (dt.date(2026, 11, 2), dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 22), dt.datetime(2027, 3, 22, 8, 30, tzinfo=dt.UTC)),
        (dt.date(2027, 4, 12), dt.datetime(2027, 4, 12, 7, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_mark_stays_on_its_day_on_both_sides_of_a_clock_change(
    due, site, provider_staff, monday, opens
):
    with pytest.raises(NotAllowed, match="at 08:30"):
        save(provider_staff, site, mark(due), date=monday, now=opens - dt.timedelta(seconds=1))
    save(provider_staff, site, mark(due), date=monday, now=opens)
    stored, register = Mark.objects.get(), Register.objects.get()
    assert (stored.date, stored.session, register.date) == (monday, "am", monday)


def test_no_mark_at_all_is_refused(site, provider_staff, db):
    with pytest.raises(NotAllowed, match="at least one"):
        save(provider_staff, site)


def test_a_stranger_writes_no_mark_of_ours(due, site, stranger):
    """Even with the right ids: the database hides the placement, so nobody is expected."""
    other = stranger(Role.PROVIDER_LEAD)
    with database_scope(other.membership), pytest.raises(NotAllowed, match="not expected"):
        save(other, site, mark(due), on_behalf="Somebody")
    assert Mark.objects.count() == 0


def test_finance_cannot_change_a_mark(due, site, provider_staff, finance_officer):
    save(provider_staff, site, mark(due))
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        database_scope(finance_officer.membership),
    ):
        save(
            finance_officer,
            site,
            mark(due, A, base_version=1),
            change_reason="No",
            on_behalf="Nobody",
        )
    assert observations() == [P]


@pytest.mark.parametrize("number", [1, 3, 12])
def test_save_register_takes_twelve_statements_for_any_number(
    term, school, site, provider_staff, number
):
    placements = expected_pupils(number, school=school, site=site)
    marks = [mark(p, A, reason=AbsenceReason.ILL, told_by="Mum") for p in placements]
    with (
        database_scope(provider_staff.membership),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        save(provider_staff, site, *marks)
    # SAVEPOINT and RELEASE stand where BEGIN and COMMIT stand outside a transaction.
    assert len(captured) == 12


def test_register_saves_are_audited_with_their_reason(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    save(provider_staff, site, mark(due, A, base_version=1), change_reason="Wrong row", now=LATER)
    events = Event.objects.about("attendance_register", Register.objects.get().pk)
    assert list(events.order_by("pk").values_list("action", "reason", "operation")) == [
        ("register_saved", "", "insert"),
        ("register_saved", "Wrong row", "update"),
    ]
