"""Until when a register may be changed: a setting, and a commissioner's key."""

import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.models import Mark
from attendance.window import closed_since, edit_days
from tests.factories.attendance import MONDAY, NOW, A, expected_pupils, mark, save
from tests.factories.flags import ThresholdFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def correct(by, site, placement, now, **fields):
    return actions.correct_mark(
        by=by,
        site=site,
        placement=placement,
        date=MONDAY,
        session="am",
        observation=A,
        minutes=None,
        reason="He was not there",
        base_version=1,
        now=now,
        **fields,
    )


def test_a_register_closes_after_fourteen_days(due, site, provider_staff):
    save(provider_staff, site, mark(due), now=NOW + 14 * DAY)
    with pytest.raises(NotAllowed) as refused:
        correct(provider_staff, site, due, NOW + 15 * DAY)
    assert str(refused.value) == (
        "This register closed for changes on 7 December 2026. Ask the local authority to reopen "
        "it, and say why."
    )
    assert Mark.objects.get().observation == "P"


def test_nothing_is_entered_in_a_closed_register(due, site, provider_staff):
    with pytest.raises(NotAllowed, match="closed for changes"):
        save(provider_staff, site, mark(due), now=NOW + 15 * DAY)
    assert Mark.objects.count() == 0


def test_each_authority_sets_its_own_window(due, authority, other_authority):
    ThresholdFactory(authority=authority, rule="register_missing", name="edit_days", value="2")
    assert edit_days({authority.pk, other_authority.pk}, MONDAY) == {
        authority.pk: 2,
        other_authority.pk: 14,
    }
    assert edit_days(set(), MONDAY) == {}
    both = {authority.pk, other_authority.pk}
    site = due.timetableslots.get().site
    assert closed_since(site, MONDAY, "am", both, NOW + 2 * DAY) is None
    assert closed_since(site, MONDAY, "am", both, NOW + 3 * DAY) == MONDAY + 2 * DAY
    assert closed_since(site, MONDAY, "am", {other_authority.pk}, NOW + 3 * DAY) is None


@pytest.mark.capability("F076")
def test_a_commissioner_reopens_with_a_reason_for_a_week(due, site, provider_staff, commissioner):
    late = NOW + 20 * DAY
    with database_scope(commissioner.membership):
        with pytest.raises(NotAllowed, match="Say why"):
            actions.reopen_register(
                by=commissioner, site=site, date=MONDAY, session="am", reason=" ", now=late
            )
        actions.reopen_register(
            by=commissioner, site=site, date=MONDAY, session="am", reason="Sheet found", now=late
        )
    with database_scope(provider_staff.membership):
        save(provider_staff, site, mark(due), now=late + DAY)
        with pytest.raises(NotAllowed, match="closed for changes"):
            correct(provider_staff, site, due, late + 8 * DAY)
    assert Event.objects.get(action="register_reopened").reason == "Sheet found"


def test_another_authoritys_key_opens_nothing_of_ours(
    due, site, provider_staff, other_authority, stranger
):
    theirs = stranger("commissioner")
    with database_scope(theirs.membership):
        actions.reopen_register(
            by=theirs, site=site, date=MONDAY, session="am", reason="Ours", now=NOW + 20 * DAY
        )
    with pytest.raises(NotAllowed, match="closed for changes"):
        save(provider_staff, site, mark(due), now=NOW + 20 * DAY)


def test_the_window_costs_nothing_on_the_day(term, school, site, django_assert_num_queries):
    placement = expected_pupils(1, school=school, site=site)[0]
    with django_assert_num_queries(0):
        assert closed_since(site, MONDAY, "am", {placement.authority_id}, NOW) is None
    with django_assert_num_queries(2):
        closed_since(site, MONDAY, "am", {placement.authority_id}, NOW + DAY)
