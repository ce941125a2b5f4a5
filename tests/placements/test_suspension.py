import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome
from apcommission.notify.models import Message
from placements.choices import Status
from placements.models import SuspensionNotice
from placements.suspension import tell_affected
from providers.models import ApprovalDecision
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import ApprovalDecisionFactory, ApprovalFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 1, tzinfo=dt.UTC)


@pytest.fixture
def suspended(provider, authority):
    """Our authority suspended the provider, and nobody was told yet."""
    approval = provider.approvals.get(authority=authority)
    approval.status = "suspended"
    approval.save()
    return ApprovalDecisionFactory(approval=approval)


def tell(now=NOW):
    with system_scope("suspensions"):
        return tell_affected(now=now, by="suspensions")


@pytest.mark.capability("F033")
def test_every_open_placement_is_noted_and_each_lead_told_once(
    suspended, placement, authority, provider, school_lead, school_dsl, school_attendance
):
    vale = SchoolFactory(authority=authority)
    others = PlacementFactory(
        pupil=PupilFactory(school=vale), provider=provider, status=Status.REQUESTED
    )
    second = PlacementFactory(pupil=PupilFactory(school=placement.school), provider=provider)
    ended = PlacementFactory(
        pupil=PupilFactory(school=placement.school), provider=provider, status=Status.DECLINED
    )
    neighbours = PlacementFactory(provider=provider)
    elsewhere = PlacementFactory(pupil=PupilFactory(school=placement.school))
    assert tell() == Outcome(looked_at=1, raised=3)
    noted = SuspensionNotice.objects.values_list("placement_id", "people_told", "told_at")
    assert set(noted) == {(placement.pk, 2, NOW), (second.pk, 2, NOW), (others.pk, 0, NOW)}
    assert not {ended.pk, neighbours.pk, elsewhere.pk} & {pk for pk, _, _ in noted}
    messages = Message.objects.order_by("person_id")
    assert [each.person_id for each in messages] == [school_lead.pk, school_dsl.pk]
    message = messages[0]
    assert message.subject == "Bridge Farm: suspended"
    assert "2 pupils of your school have a placement or a request there." in message.body
    assert "Reason: Fire escape blocked" in message.body
    assert f"/providers/decisions/{suspended.pk}/affected/" in message.body
    for name in ("Ada", "Marsh", second.pupil.surname):
        assert name not in message.subject + message.body
    suspended.refresh_from_db()
    assert suspended.affected_told_at == NOW


@pytest.mark.usefixtures("placement", "school_lead")
def test_telling_twice_tells_once(suspended):
    tell()
    assert tell(NOW + dt.timedelta(minutes=1)) == Outcome()
    ApprovalDecision.objects.update(affected_told_at=None)
    assert tell(NOW + dt.timedelta(minutes=2)) == Outcome(looked_at=1, raised=1)
    assert (SuspensionNotice.objects.count(), Message.objects.count()) == (1, 1)
    assert SuspensionNotice.objects.get().told_at == NOW


def test_removal_is_told_of_in_its_own_words(placement, school_lead, provider):
    approval = provider.approvals.get()
    approval.status = "removed"
    approval.save()
    ApprovalDecisionFactory(approval=approval)
    tell()
    message = Message.objects.get()
    assert message.subject == "Bridge Farm: removed"
    assert "Elmshire removed from its list Bridge Farm" in message.body
    assert "1 pupil of your school has" in message.body


@pytest.mark.usefixtures("placement", "school_lead")
def test_nobody_is_troubled_once_the_approval_is_given_back(suspended):
    suspended.approval.status = "approved"
    suspended.approval.save()
    assert tell() == Outcome(looked_at=1)
    assert (SuspensionNotice.objects.count(), Message.objects.count()) == (0, 0)


def test_other_decisions_tell_no_school(placement, school_lead, authority):
    for status in ("approved", "conditional", "refused", "applied"):
        approval = ApprovalFactory(authority=authority, status=status)
        ApprovalDecisionFactory(approval=approval)
    assert tell() == Outcome()


def test_a_pupil_without_a_school_is_noted(suspended, authority, provider, commissioner):
    PlacementFactory(
        pupil=PupilFactory(school=None, authority=authority, roll="none"),
        provider=provider,
        commissioner_kind="authority",
        basis="eotas",
    )
    tell()
    notice = SuspensionNotice.objects.get()
    assert (notice.school, notice.people_told) == (None, 0)
    assert Message.objects.count() == 0


def test_notices_are_read_by_the_authority_and_the_school_only(
    suspended, placement, commissioner, school_lead, provider_lead, stranger
):
    tell()
    for user in (commissioner, school_lead):
        assert SuspensionNotice.objects.visible_to(user).count() == 1
    for role in (Role.COMMISSIONER, Role.SCHOOL_LEAD):
        assert SuspensionNotice.objects.visible_to(stranger(role)).count() == 0
    assert member(Role.SCHOOL_LEAD).organisation != placement.school
