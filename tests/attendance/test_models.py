"""What the database promises about registers and marks, and the words of the query sets."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from attendance.models import AbsenceNote, CodeDecision, Mark, MarkEvent, Register, Tally
from attendance.models.mark import in_words
from attendance.rules import Counts
from providers.models import SiteStaff
from tests.factories.attendance import MONDAY, A, L, mark, save
from tests.factories.placements import PlacementFactory
from tests.factories.providers import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(due, site, provider_staff):
    """Our register with one late pupil; the placement."""
    save(provider_staff, site, mark(due, L, minutes=20))
    return due


def insert_mark(placement, **fields):
    columns = {
        "placement_id": placement.pk,
        "date": MONDAY,
        "session": "pm",
        "authority_id": placement.authority_id,
        "school_id": placement.school_id,
        "provider_id": placement.provider_id,
        "register_id": 1,
        "observation": "P",
        "code": "B",
        "minutes": None,
        "version": 1,
    } | fields
    with transaction.atomic(), connection.cursor() as cursor:
        names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
        cursor.execute(
            f"INSERT INTO attendance_mark ({names}) VALUES ({places})", list(columns.values())
        )


@pytest.mark.capability("F009")
def test_one_mark_per_pupil_and_session_in_the_database(taken):
    with pytest.raises(IntegrityError, match="duplicate key"):
        insert_mark(taken, session="am")


@pytest.mark.capability("F009")
def test_one_register_per_site_date_and_session_in_the_database(taken, site, provider_staff):
    register = Register.objects.get()
    register.pk = None
    with pytest.raises(IntegrityError, match="register_once"), transaction.atomic():
        register.save(force_insert=True)


@pytest.mark.parametrize("column", ["authority_id", "school_id", "provider_id"])
def test_a_mark_says_whose_its_placement_is(taken, column):
    stranger = PlacementFactory()
    with pytest.raises(IntegrityError, match="mark_is_its"):
        insert_mark(taken, **{column: getattr(stranger, column)})


@pytest.mark.parametrize(
    "fields", [{"observation": "Q"}, {"session": "xx"}, {"minutes": 5}, {"date": "1999-09-01"}]
)
def test_the_database_refuses_marks_that_cannot_be(taken, fields):
    with pytest.raises(IntegrityError):
        insert_mark(taken, **fields)


def test_nobody_deletes_a_mark(taken, provider_lead, commissioner):
    for user in (provider_lead, commissioner):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            database_scope(user.membership),
        ):
            Mark.objects.all().delete()
    assert Mark.objects.count() == 1


def forge(event):
    event.pk = None
    event.save(force_insert=True)


@pytest.mark.parametrize(
    "act",
    [
        lambda: MarkEvent.objects.update(reason="Never mind"),
        lambda: MarkEvent.objects.all().delete(),
        lambda: forge(MarkEvent.objects.get()),
    ],
)
def test_nobody_rewrites_the_history_of_a_mark(taken, provider_lead, act):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        database_scope(provider_lead.membership),
    ):
        act()


def test_marks_are_visible_to_their_own_three_and_to_no_stranger(
    taken, commissioner, school_lead, provider_lead, forum_member, stranger
):
    seen = {
        user.name: Mark.objects.visible_to(user).count()
        for user in (commissioner, school_lead, provider_lead, forum_member)
    }
    assert list(seen.values()) == [1, 1, 1, 0]
    for role in (Role.COMMISSIONER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD):
        assert Mark.objects.visible_to(stranger(role)).count() == 0


def test_registers_are_visible_by_site_to_provider_staff(taken, site, provider_staff):
    elsewhere = SiteFactory(provider=site.provider)
    assert Register.objects.visible_to(provider_staff).count() == 1
    SiteStaff.objects.create(
        site=elsewhere, provider=site.provider, membership=provider_staff.membership
    )
    assert Register.objects.visible_to(provider_staff).count() == 0


def test_registers_are_not_visible_to_the_forum(taken, forum_member, stranger):
    assert Register.objects.visible_to(forum_member).count() == 0
    assert Register.objects.visible_to(stranger(Role.PROVIDER_LEAD)).count() == 0


def test_register_words(taken, site):
    register = Register.objects.of(site, MONDAY, "am").get()
    assert str(register) == "morning register of 2026-11-23"
    assert register.saved_by.name == "Stef Nowak"
    assert Register.objects.on(MONDAY).complete().at_sites([site.pk]).count() == 1
    assert Register.objects.on(MONDAY).at_sites([site.pk + 1]).count() == 0
    assert Register.objects.on(MONDAY + dt.timedelta(days=1)).count() == 0


def test_mark_words(taken):
    stored = Mark.objects.of([taken]).between(MONDAY, MONDAY).on(MONDAY).get()
    assert str(stored) == "Late 2026-11-23 am"
    assert stored.pk == (taken.pk, MONDAY, "am")


def test_mark_events_by_mark_placement_and_kind(taken, site, provider_staff):
    events = MarkEvent.objects.of_mark(taken.pk, MONDAY, "am")
    assert (events.count(), events.changes().count()) == (1, 0)
    save(provider_staff, site, mark(taken, A, base_version=1), change_reason="Wrong row")
    newest = events.newest_first().first()
    assert str(newest) == "Late, 20 minutes to Not here"
    assert MarkEvent.objects.of_ids([taken.pk]).changes().get() == newest
    assert MarkEvent.objects.of_mark(taken.pk, MONDAY, "pm").count() == 0


@pytest.mark.parametrize(
    ("observation", "minutes", "words"),
    [
        ("", None, "Not yet marked"),
        ("P", None, "Present"),
        ("L", 1, "Late, 1 minute"),
        ("E", 20, "Left early, 20 minutes"),
        ("X", None, "Not delivered"),
    ],
)
def test_in_words(observation, minutes, words):
    assert in_words(observation, minutes) == words


def test_tallies_summed_over_a_pupils_year(taken):
    tallies = Tally.objects.of_pupil(taken.pupil)
    assert tallies.of_year(2026).summed() == Counts(attended=1, late=1)
    assert tallies.of_year(2025).summed() == Counts()
    assert str(Tally.objects.get()) == "1 of 1"


def test_one_note_and_one_tally_a_key(taken, provider_staff):
    columns = taken.scope_columns()
    note = {"date": MONDAY, "session": "am", "reason": "ill", "recorded_by_id": provider_staff.pk}
    assert str(AbsenceNote.objects.create(**columns, **note)) == "Ill on 2026-11-23"
    with pytest.raises(IntegrityError, match="absence_note_once"), transaction.atomic():
        AbsenceNote.objects.create(**columns, **note)
    with pytest.raises(IntegrityError, match="tally_once"), transaction.atomic():
        Tally.objects.create(**columns, academic_year=2026, half_term=2)


def test_code_decisions_newest_first(taken, school_lead):
    for code in ("I", "O"):
        CodeDecision.objects.create(
            **taken.scope_columns(),
            date=MONDAY,
            session="am",
            code=code,
            mark_version=1,
            decided_by_id=school_lead.pk,
        )
    decisions = CodeDecision.objects.of_mark(taken.pk, MONDAY, "am").newest_first()
    assert [str(decision) for decision in decisions] == ["O on 2026-11-23", "I on 2026-11-23"]


def test_a_school_moves_its_own_tallies_alone(taken, school_attendance, stranger):
    with database_scope(school_attendance.membership):
        assert Tally.objects.update(absent=0) == 1
    with database_scope(stranger(Role.SCHOOL_ATTENDANCE).membership):
        assert Tally.objects.update(absent=1) == 0
