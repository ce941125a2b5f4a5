import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.reports.worklist import FLAGS_OF_A_RULE, worklist_for
from apcommission.reports.worklist_row import MOST
from tests.factories.accounts import member
from tests.factories.flags import FlagFactory
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.qa import VisitFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def work(user):
    with database_scope(user.membership):
        return worklist_for(user, TODAY)


def kinds(rows):
    return [row.kind for row in rows]


def test_worklist_puts_each_thing_in_its_band(day, school_lead):
    found = work(school_lead)
    assert kinds(found.now) == ["Register missing"]
    assert kinds(found.this_week) == ["Review overdue", "Review due"]
    assert kinds(found.waiting) == ["Request not yet answered"]
    assert found.flags == 2
    assert len(found.rows()) == 4


def test_what_waits_for_the_provider_is_the_providers_to_do_now(day, provider_lead):
    found = work(provider_lead)
    assert kinds(found.now) == ["Register missing", "Request to answer"]
    assert found.waiting == []
    request = found.now[1]
    assert request.url == f"/placements/{day['request'].pk}/answer/"
    assert request.how_long == "Since 1 Sep 2026 (83 days)"


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (TODAY, True),
        (TODAY + dt.timedelta(days=14), True),
        (TODAY + dt.timedelta(days=15), False),
        (TODAY - dt.timedelta(days=1), False),
    ],
)
def test_reviews_of_the_next_fortnight_are_for_this_week(placement, school_lead, due, shown):
    placement.review_due_on = due
    placement.save()
    assert kinds(work(school_lead).this_week) == (["Review due"] if shown else [])


def test_authority_is_asked_only_for_reviews_of_what_it_commissions(placement, commissioner):
    placement.review_due_on = TODAY
    placement.save()
    assert work(commissioner).this_week == []
    placement.commissioner_kind = "authority"
    placement.save()
    assert kinds(work(commissioner).this_week) == ["Review due"]


def test_attendance_officer_has_flags_and_nothing_of_placements(day, school_attendance):
    found = work(school_attendance)
    assert kinds(found.rows()) == ["Register missing", "Review overdue"]


def test_person_without_flags_or_placements_has_an_empty_list(day, forum_member):
    assert work(forum_member).rows() == []


def test_worklist_is_of_ones_own_organisation(day):
    assert work(member("school_lead")).rows() == []
    assert work(member("commissioner")).rows() == []


def test_worklist_shows_so_many_of_a_kind_and_all_kinds(authority, school, commissioner):
    FlagFactory(authority=authority, rule="visit_due", due_on=dt.date(2027, 1, 4))
    for _ in range(MOST + 2):
        FlagFactory(authority=authority)
        PlacementFactory(pupil=PupilFactory(school=school), status="requested")
    found = work(commissioner)
    assert kinds(found.this_week) == ["Review overdue"] * FLAGS_OF_A_RULE + ["Visit due"]
    assert (len(found.waiting), found.flags) == (MOST, MOST + 3)


def test_a_visit_that_a_colleague_wrote_waits_to_be_signed_off(
    commissioner, officer, authority, provider
):
    written = {
        "authority": authority,
        "provider": provider,
        "status": "submitted",
        "submitted_at": dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC),
    }
    visit = VisitFactory(**written, lead=officer)
    replying = VisitFactory(**written, lead=officer, reply_by=dt.date(2026, 12, 3))
    VisitFactory(**written, lead=commissioner)
    VisitFactory(**written, lead=officer, co_visitor=commissioner)
    VisitFactory(status="submitted")
    found = work(commissioner)
    (row,) = found.this_week
    assert (row.kind, row.url, row.action) == (
        "Visit to sign off",
        f"/visits/{visit.pk}/sign-off/",
        "Sign off",
    )
    assert row.text == "Bridge Farm, visited by Owen Price on 12 Oct 2026"
    (waits,) = found.waiting
    assert (waits.text, waits.url) == (
        "Bridge Farm may reply until 3 Dec 2026",
        f"/visits/{replying.pk}/",
    )
    assert kinds(work(officer).rows()) == []
