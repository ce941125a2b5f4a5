import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.flags.models import Flag, Threshold
from tests.factories.flags import FlagFactory, ThresholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def flags(authority, school, provider, other_authority):
    bodies = {"authority": authority, "school": school, "provider": provider.organisation}
    return {
        "authority": FlagFactory(**bodies),
        "school": FlagFactory(**bodies, for_authority=False, for_school=True),
        "provider": FlagFactory(**bodies, for_authority=False, for_provider=True),
        "other": FlagFactory(authority=other_authority, for_school=True, for_provider=True),
    }


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("commissioner", "authority"),
        ("school_lead", "school"),
        ("school_attendance", "school"),
        ("provider_lead", "provider"),
    ],
)
def test_visible_to_shows_what_is_for_them(flags, person, seen, request):
    user = request.getfixturevalue(person)
    with database_scope(user.membership):
        assert list(Flag.objects.visible_to(user)) == [flags[seen]]


def test_visible_to_shows_a_stranger_and_the_forum_nothing(flags, stranger, forum_member):
    people = [stranger(r) for r in (Role.COMMISSIONER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD)]
    assert [list(Flag.objects.visible_to(u)) for u in (*people, forum_member)] == [[]] * 4


def test_row_security_hides_what_is_not_for_them(flags, school_lead, provider_lead, commissioner):
    seen = {}
    for user in (school_lead, provider_lead, commissioner):
        with database_scope(user.membership):
            seen[user.name] = set(Flag.objects.all())
    assert seen == {
        "Sam Okoro": {flags["school"]},
        "Pat Lowe": {flags["provider"]},
        "Carol Reyes": {flags["authority"], flags["school"], flags["provider"]},
    }


def test_one_open_flag_a_subject_even_without_a_school(authority):
    flag = FlagFactory(authority=authority)
    with pytest.raises(IntegrityError), transaction.atomic():
        FlagFactory(authority=authority, subject_id=flag.subject_id)
    flag.cleared_at = timezone.now()
    flag.save()
    again = FlagFactory(authority=authority, subject_id=flag.subject_id)
    assert list(Flag.objects.open()) == [again]
    assert list(Flag.objects.same_subject_as(again)) == [flag]


def test_by_urgency_puts_what_is_for_now_first_then_what_is_due_then_the_oldest(authority):
    def flag(**fields):
        return FlagFactory(authority=authority, **{"due_on": None, **fields})

    undated = flag()
    later = flag(due_on=dt.date(2026, 12, 1))
    sooner = flag(due_on=dt.date(2026, 11, 1))
    older = flag(raised_at=undated.raised_at - dt.timedelta(days=1))
    now = flag(rule="register_missing", subject_kind="site")
    assert list(Flag.objects.by_urgency()) == [now, sooner, later, older, undated]


def test_acknowledged_and_about(authority, school, provider, commissioner):
    seen = FlagFactory(
        authority=authority, acknowledged_at=timezone.now(), acknowledged_by=commissioner
    )
    ours = FlagFactory(authority=authority, school=school)
    theirs = FlagFactory(authority=authority, provider=provider.organisation)
    assert list(Flag.objects.acknowledged()) == [seen]
    assert set(Flag.objects.not_acknowledged()) == {ours, theirs}
    assert list(Flag.objects.about(school.pk)) == [ours]
    assert list(Flag.objects.about(provider.pk)) == [theirs]


def test_of_provider_registration(authority, provider):
    about = {"subject_kind": "provider", "subject_id": provider.pk, "authority": authority}
    needed = FlagFactory(rule="registration_needed", **about)
    FlagFactory(rule="registration_needed", authority=authority, subject_kind="provider")
    FlagFactory(rule="other", **about)
    assert list(Flag.objects.of_provider_registration(provider.pk)) == [needed]


def test_of_rule_and_str(authority):
    flag = FlagFactory(authority=authority, subject_id=7)
    FlagFactory(authority=authority, rule="other")
    assert [str(f) for f in Flag.objects.of_rule("review_overdue")] == [
        "review_overdue placement 7"
    ]
    assert list(Flag.objects.of_rule("review_overdue").with_bodies()) == [flag]


def test_in_force_leaves_out_what_is_to_come(authority):
    now = ThresholdFactory(authority=authority, rule="r", name="n", value="1")
    ThresholdFactory(
        authority=authority, rule="r", name="n", value="2", in_force_from=dt.date(2027, 1, 1)
    )
    assert list(Threshold.objects.in_force(dt.date(2026, 11, 23))) == [now]
    assert str(now) == "r n = 1 from 2026-09-01"


def test_threshold_label(authority):
    known = ThresholdFactory(rule="review_overdue", name="days_more", value="9")
    gone = ThresholdFactory(rule="of_old", name="days", value="9")
    assert (known.label, gone.label) == ("Review overdue: Days until the LA is told", "days")


def test_thresholds_are_visible_to_their_own_authority(authority, commissioner, school_lead):
    own = ThresholdFactory(authority=authority, rule="r", name="n", value="1")
    later = ThresholdFactory(
        authority=authority, rule="r", name="n", value="2", in_force_from=dt.date(2027, 1, 1)
    )
    ThresholdFactory(rule="r", name="n", value="3")
    with database_scope(commissioner.membership):
        mine = Threshold.objects.visible_to(commissioner).newest_first()
        assert list(mine) == [later, own]
    assert list(Threshold.objects.visible_to(school_lead)) == []


def test_first_of_each_rule_hides_no_rule_behind_another(authority):
    days = [dt.date(2026, 11, day) for day in (20, 18, 19)]
    late = [FlagFactory(authority=authority, rule="visit_due", due_on=day) for day in days]
    other = FlagFactory(authority=authority, rule="review_overdue")
    found = Flag.objects.first_of_each_rule(2)
    assert set(found) == {late[1], late[2], other}
