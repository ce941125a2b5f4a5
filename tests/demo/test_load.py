"""The small demo, loaded once: what a person would find in it."""

import datetime as dt

import pytest

from apcommission.accounts.models import Membership, Organisation
from apcommission.audit.models import Event
from apcommission.demo.load import AlreadyLoaded, load
from apcommission.demo.walkthroughs import SHOWN
from apcommission.flags.models import Flag
from apcommission.reports.models import ForumReport
from attendance.models import Mark, MarkEvent, Register
from placements.choices import Status
from placements.models import Placement, Review
from providers.choices import ApprovalStatus
from providers.models import Approval
from qa.models import Visit
from tests.demo.conftest import NOW, TODAY

pytestmark = pytest.mark.usefixtures("demo")


def test_load_has_two_authorities_with_real_schools():
    names = Organisation.objects.authorities().order_by("name").values_list("name", flat=True)
    assert list(names) == ["Bromley", "Havering"]
    assert Organisation.objects.schools().filter(school__urn__gt=100000).count() > 100


def test_load_gives_each_role_its_account():
    addresses = {f"{mailbox}@demo.example": role for role, mailbox in SHOWN.items()}
    found = Membership.objects.filter(user__email__in=addresses)
    assert {m.user.email: m.role for m in found.select_related("user")} == addresses


def test_load_lives_on_its_day():
    assert Placement.objects.live().count() >= 40
    assert Placement.objects.filter(status=Status.ENDED).count() >= 15
    assert Register.objects.on(TODAY).filter(session="am").exists()
    assert not Register.objects.on(TODAY).filter(session="pm").exists()
    assert not Mark.objects.filter(date__gt=TODAY).exists()


def test_load_marks_a_past_that_is_whole():
    assert Mark.objects.count() > 1500
    assert MarkEvent.objects.count() == Mark.objects.count()


def test_load_dates_its_history():
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert Event.objects.filter(action="unnamed").count() == 0
    assert MarkEvent.objects.filter(date=TODAY - dt.timedelta(days=3)).exists()


def test_load_finds_riverside_must_register_in_both_authorities():
    flags = Flag.objects.open().of_rule("registration_needed")
    found = flags.filter(provider__name="Riverside Motor Project")
    names = {flag.authority.name for flag in found.select_related("authority")}
    assert names == {"Havering", "Bromley"}


def test_load_leaves_yesterdays_register_missing():
    flags = Flag.objects.open().of_rule("register_missing")
    parts = set(flags.filter(provider__name__startswith="Riverside").values_list("part", flat=True))
    assert parts == {"2026-11-20 pm"}


def test_load_forgets_some_reviews():
    assert Review.objects.count() > 20
    assert Flag.objects.open().of_rule("review_overdue").exists()


def test_load_has_every_state_of_approval_the_stories_need():
    found = set(Approval.objects.values_list("status", flat=True))
    assert found == {
        ApprovalStatus.APPROVED,
        ApprovalStatus.CONDITIONAL,
        ApprovalStatus.SUSPENDED,
        ApprovalStatus.APPLIED,
    }


def test_load_has_a_visit_to_sign_off_and_a_published_paper():
    assert Visit.objects.filter(status="submitted").count() == 1
    assert ForumReport.objects.published().count() == 1


def test_load_has_a_request_that_waits():
    waiting = Placement.objects.requested().select_related("pupil")
    assert "Harvey" in {placement.pupil.forename for placement in waiting}


def test_load_refuses_a_database_that_is_not_empty():
    with pytest.raises(AlreadyLoaded, match="holds records already"):
        load(size="small")
