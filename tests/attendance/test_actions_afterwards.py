"""What comes after a save: corrections, sessions not delivered, the school's codes, recounts."""

import datetime as dt
import uuid

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.models import CodeDecision, Mark, MarkEvent, Register, Tally
from attendance.planning import Conflict
from attendance.tallies import differences
from placements.choices import Roll
from tests.factories.attendance import MONDAY, NOW, A, E, L, P, X, expected_pupils, mark, save
from tests.factories.placements import PupilFactory

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


def test_mark_not_delivered_is_nobodys_absence(three, site, provider_lead):
    saved = actions.mark_not_delivered(
        by=provider_lead,
        site=site,
        date=MONDAY,
        session="am",
        reason="Burst pipe",
        key=uuid.uuid4(),
        now=NOW,
    )
    assert saved.register.expected == 3
    register = Register.objects.get()
    assert (register.not_delivered_reason, register.marked) == ("Burst pipe", 3)
    assert observations() == [X, X, X]
    assert counts(three[0]) == (0, 0, 0, 0, 1)
    assert set(Mark.objects.values_list("code", flat=True)) == {""}
    assert differences() == []


def not_delivered(by, site, **fields):
    fields = {"reason": "Burst pipe", "key": uuid.uuid4(), "date": MONDAY, "now": NOW} | fields
    return actions.mark_not_delivered(by=by, site=site, session="am", **fields)


def test_mark_not_delivered_twice_with_the_same_key_is_one(three, site, provider_lead):
    key = uuid.uuid4()
    assert not not_delivered(provider_lead, site, key=key).replayed
    assert not_delivered(provider_lead, site, key=key).replayed
    assert MarkEvent.objects.count() == 3


def test_mark_not_delivered_is_refused_when_somebody_was_there(three, site, provider_lead):
    save(provider_lead, site, mark(three[0]))
    with pytest.raises(NotAllowed, match="1 of 3 pupils"):
        not_delivered(provider_lead, site)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": " "}, "Say why"),
        ({"date": MONDAY + dt.timedelta(days=7)}, "still to come"),
        ({"date": MONDAY + dt.timedelta(days=1), "now": LATER + dt.timedelta(days=1)}, "Nobody"),
    ],
)
def test_mark_not_delivered_is_refused(three, site, provider_lead, fields, message):
    with pytest.raises(NotAllowed, match=message):
        not_delivered(provider_lead, site, **fields)


def test_a_session_that_was_held_after_all_loses_its_reason(three, site, provider_lead):
    not_delivered(provider_lead, site)
    late = mark(three[0], P, base_version=1)
    save(provider_lead, site, late, change_reason="It was the other site", now=LATER)
    assert Register.objects.get().not_delivered_reason == ""
    assert counts(three[0]) == (1, 1, 0, 0, 0)


def correct(by, site, placement, observation=A, **fields):
    fields = {"minutes": None, "reason": "Taxi log says so", "base_version": 1} | fields
    return actions.correct_mark(
        by=by,
        site=site,
        placement=placement,
        date=MONDAY,
        session="am",
        observation=observation,
        now=LATER,
        **fields,
    )


@pytest.mark.capability("F013")
def test_correct_mark_keeps_what_was_there(due, site, provider_staff, provider_lead):
    save(provider_staff, site, mark(due))
    correct(provider_lead, site, due, E, minutes=30)
    stored = Mark.objects.get()
    assert (stored.observation, stored.minutes, stored.version) == (E, 30, 2)
    event = MarkEvent.objects.newest_first().first()
    assert (event.was, event.became) == ("Present", "Left early, 30 minutes")
    assert (event.reason, event.person_name, event.person_role) == (
        "Taxi log says so",
        "Pat Lowe",
        "Provider lead",
    )
    assert differences() == []


def test_correct_mark_is_refused_without_a_reason(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    with pytest.raises(NotAllowed, match="Say why"):
        correct(provider_staff, site, due, reason=" ")


def test_correct_mark_is_refused_where_there_is_none(due, site, provider_staff):
    with pytest.raises(NotAllowed, match="no mark to change"):
        correct(provider_staff, site, due, base_version=0)
    assert Mark.objects.count() == 0


def test_correct_mark_on_an_older_version_is_a_conflict(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    correct(provider_staff, site, due)
    with pytest.raises(Conflict):
        correct(provider_staff, site, due, L, minutes=5)
    assert observations() == [A]


def test_a_mark_of_an_ended_placement_can_be_corrected(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    due.status, due.ended_on = "ended", MONDAY - dt.timedelta(days=3)
    due.end_reason = "moved"
    due.save()
    correct(provider_staff, site, due)
    assert observations() == [A]


def decide(by, placement, code, reason="", date=MONDAY):
    return actions.decide_code(
        by=by, placement=placement, date=date, session="am", code=code, reason=reason
    )


def test_decide_code_keeps_each_decision(due, site, provider_staff, school_attendance):
    save(provider_staff, site, mark(due, A))
    with database_scope(school_attendance.membership):
        decide(school_attendance, due, "I", "Mother rang the school")
        decide(school_attendance, due, "O", "The clinic says otherwise")
    assert list(CodeDecision.objects.newest_first().values_list("code", flat=True)) == ["O", "I"]
    assert CodeDecision.objects.newest_first().first().decided_by_id == school_attendance.pk
    assert Event.objects.filter(action="code_decided").count() == 2


def test_decide_code_confirms_the_proposed_one_without_a_reason(
    due, site, provider_staff, school_lead
):
    save(provider_staff, site, mark(due))
    assert decide(school_lead, due, "B").code == "B"


def test_decide_code_moves_the_session_between_the_counts(
    due, site, provider_staff, school_attendance
):
    save(provider_staff, site, mark(due, A))
    with database_scope(school_attendance.membership):
        decide(school_attendance, due, "Y1", "The taxi did not come")
    assert counts(due) == (0, 0, 0, 0, 0)
    with database_scope(school_attendance.membership):
        decide(school_attendance, due, "/", "He was here")
    assert counts(due) == (1, 1, 0, 0, 0)
    assert differences() == []


def test_a_changed_mark_sets_the_decision_aside(due, site, provider_staff, school_lead):
    save(provider_staff, site, mark(due, A))
    decide(school_lead, due, "Y1", "No taxi")
    correct(provider_staff, site, due, P)
    assert counts(due) == (1, 1, 0, 0, 0)
    assert differences() == []


@pytest.mark.parametrize(
    ("code", "reason", "message"),
    [
        ("O", "", "Say why"),
        ("K", "Because", "not valid"),
        ("X", "Because", "not valid"),
        ("H", "Because", "not valid"),
        ("\\", "Because", "not valid"),
        ("#", "Because", "not valid"),
    ],
)
def test_decide_code_is_refused(due, site, provider_staff, school_lead, code, reason, message):
    save(provider_staff, site, mark(due, A))
    with pytest.raises(NotAllowed, match=message):
        decide(school_lead, due, code, reason)
    assert CodeDecision.objects.count() == 0


def test_decide_code_is_refused_before_the_provider_has_marked(due, school_lead):
    with pytest.raises(NotAllowed, match="not marked this session"):
        decide(school_lead, due, "I", "Ill")


def test_decide_code_is_refused_for_a_pupil_on_no_roll(
    term, site, provider_staff, authority, commissioner
):
    pupil = PupilFactory(school=None, authority=authority, roll=Roll.NONE)
    [placement] = expected_pupils(1, school=None, site=site, pupil=pupil)
    save(provider_staff, site, mark(placement, A))
    assert Mark.objects.get().code == ""
    with pytest.raises(NotAllowed, match="no school's roll"):
        decide(commissioner, placement, "I", "Ill")


def test_rebuild_tally_sets_right_what_went_wrong(due, site, provider_staff):
    save(provider_staff, site, mark(due))
    Tally.objects.update(possible=7, absent=6)
    [difference] = actions.rebuild_tally(by="nightly check")
    assert (difference.kept, difference.counted) == ([7, 1, 0, 6, 0], [1, 1, 0, 0, 0])
    assert counts(due) == (1, 1, 0, 0, 0)
    assert actions.rebuild_tally(by="nightly check") == []


def test_a_tally_that_has_gone_wrong_never_refuses_a_mark(due, site, provider_staff):
    save(provider_staff, site, mark(due, A))
    Tally.objects.update(possible=0, absent=0)
    correct(provider_staff, site, due, P)
    assert observations() == [P]
    Tally.objects.all().delete()
    correct(provider_staff, site, due, A, base_version=2)
    assert observations() == [A]
