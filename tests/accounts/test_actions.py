"""Accounts: the verbs."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from apcommission.accounts import actions
from apcommission.accounts.choices import Role
from apcommission.accounts.models import Invitation, Membership, User
from apcommission.audit.models import Event
from apcommission.notify.models import Message
from tests.factories.accounts import InvitationFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def invite(organisation, by, **fields):
    fields = {"email": "New.Person@example.org", "name": "New Person", "job_title": ""} | fields
    return actions.invite_member(
        organisation=organisation, role=Role.SCHOOL_ATTENDANCE, is_dsl=False, by=by, **fields
    )


def new_person(email="new.person@example.org"):
    user = User(name="New Person", email=email)
    user.set_password("three odd words here")
    return user


def actions_recorded():
    return list(Event.objects.order_by("pk").values_list("action", "table_name", "operation"))


def test_invite_member_sends_a_link_and_keeps_only_its_hash(school, school_lead):
    invitation = invite(school, school_lead)
    message = Message.objects.get()
    assert message.to == invitation.email == "new.person@example.org"
    secret = message.body.partition("/account/invitation/")[2].partition("/")[0]
    assert len(secret) == 43
    assert list(Invitation.objects.with_secret(secret)) == [invitation]
    assert secret not in invitation.secret_hash


def test_invite_member_gives_72_hours(school, school_lead):
    invitation = invite(school, school_lead)
    assert invitation.expires_at - invitation.created_at < timedelta(hours=72, seconds=5)
    assert invitation.expires_at - invitation.created_at > timedelta(hours=71, minutes=59)


def test_invite_member_is_recorded_without_the_secret(school, school_lead):
    Event.objects.all().delete()
    invitation = invite(school, school_lead)
    event = Event.objects.get(action="member_invited")
    assert (event.table_name, event.person_id) == ("accounts_invitation", school_lead.pk)
    assert "secret_hash" not in event.after
    assert invitation.secret_hash not in str(event.after)


def test_accept_invitation_makes_a_new_person_a_member(school):
    invitation = InvitationFactory(organisation=school, role=Role.SCHOOL_LEAD, is_dsl=True)
    Event.objects.all().delete()
    membership = actions.accept_invitation(invitation=invitation, by=new_person())
    assert (membership.organisation, membership.role, membership.is_dsl) == (
        school,
        Role.SCHOOL_LEAD,
        True,
    )
    assert User.objects.get(email="new.person@example.org").check_password("three odd words here")
    assert actions_recorded() == [
        ("invitation_accepted", "accounts_invitation", "update"),
        ("invitation_accepted", "accounts_person", "insert"),
        ("invitation_accepted", "accounts_membership", "insert"),
    ]


def test_accept_invitation_adds_a_membership_to_one_who_has_others(school):
    teacher = member(Role.PROVIDER_STAFF)
    invitation = InvitationFactory(organisation=school, email=teacher.email)
    actions.accept_invitation(invitation=invitation, by=teacher)
    assert Membership.objects.current().of(teacher).count() == 2


def test_accept_invitation_of_a_member_changes_the_role_they_have(school):
    clerk = member(Role.SCHOOL_ATTENDANCE, school)
    invitation = InvitationFactory(organisation=school, email=clerk.email, role=Role.SCHOOL_LEAD)
    actions.accept_invitation(invitation=invitation, by=clerk)
    assert [m.role for m in Membership.objects.current().of(clerk)] == [Role.SCHOOL_LEAD]


@pytest.mark.parametrize("state", ["accepted_at", "withdrawn_at"])
def test_accept_invitation_refuses_a_link_that_is_used_or_withdrawn(school, state):
    invitation = InvitationFactory(organisation=school, **{state: timezone.now()})
    with pytest.raises(actions.NotAllowed):
        actions.accept_invitation(invitation=invitation, by=new_person())
    assert not User.objects.filter(email="new.person@example.org").exists()


def test_accept_invitation_refuses_a_link_that_has_run_out(school):
    invitation = InvitationFactory(organisation=school, expires_at=timezone.now())
    with pytest.raises(actions.NotAllowed):
        actions.accept_invitation(invitation=invitation, by=new_person())
    assert Membership.objects.count() == 0


def test_accept_invitation_works_once(school):
    invitation = InvitationFactory(organisation=school)
    actions.accept_invitation(invitation=invitation, by=new_person())
    with pytest.raises(actions.NotAllowed):
        actions.accept_invitation(invitation=invitation, by=new_person("second@example.org"))
    assert Membership.objects.count() == 1


def test_withdraw_invitation_makes_the_link_useless(school, school_lead):
    invitation = InvitationFactory(organisation=school)
    actions.withdraw_invitation(invitation=invitation, by=school_lead)
    assert invitation.state(timezone.now()) == "withdrawn"
    assert Event.objects.get(action="invitation_withdrawn").row_id == str(invitation.pk)


def test_change_member_acts_and_is_recorded(school, school_lead):
    clerk = member(Role.SCHOOL_ATTENDANCE, school)
    actions.change_member(
        membership=clerk.membership, role=Role.SCHOOL_LEAD, is_dsl=True, by=school_lead
    )
    clerk.membership.refresh_from_db()
    assert (clerk.membership.role, clerk.membership.is_dsl) == (Role.SCHOOL_LEAD, True)
    event = Event.objects.get(action="membership_changed")
    assert event.before == {"role": "school_attendance", "is_dsl": False}
    assert event.after == {"role": "school_lead", "is_dsl": True}


def test_change_member_makes_nobody_a_safeguarding_lead_by_themselves(commissioner):
    with pytest.raises(actions.NotAllowed, match="Somebody else must make you"):
        actions.change_member(
            membership=commissioner.membership, role=Role.COMMISSIONER, is_dsl=True, by=commissioner
        )
    commissioner.membership.refresh_from_db()
    assert not commissioner.membership.is_dsl


def test_change_member_keeps_the_last_lead(school_lead):
    with pytest.raises(actions.NotAllowed):
        actions.change_member(
            membership=school_lead.membership,
            role=Role.SCHOOL_ATTENDANCE,
            is_dsl=False,
            by=school_lead,
        )
    school_lead.membership.refresh_from_db()
    assert school_lead.membership.role == Role.SCHOOL_LEAD


def test_end_membership_keeps_the_last_lead(school_lead):
    with pytest.raises(actions.NotAllowed, match="Make somebody else a lead first"):
        actions.end_membership(membership=school_lead.membership, by=school_lead)
    assert Membership.objects.current().count() == 1


def test_end_membership_of_one_of_two_leads_is_allowed(school, school_lead):
    member(Role.SCHOOL_LEAD, school)
    actions.end_membership(membership=school_lead.membership, by=school_lead)
    assert not Membership.objects.current().of(school_lead).exists()


def test_end_membership_of_a_schools_last_lead_is_for_the_authority(school_lead, commissioner):
    actions.end_membership(membership=school_lead.membership, by=commissioner, reason="Moved away")
    event = Event.objects.get(action="membership_ended")
    assert (event.reason, event.person_name) == ("Moved away", "Carol Reyes")
    assert not Membership.objects.current().of(school_lead).exists()


def sign_in_somewhere(user, client):
    client.force_login(user)
    UserSession.objects.create(user=user, ip="::1", session_key=client.session.session_key)


def test_end_membership_signs_the_person_out_everywhere(
    school, school_lead, client, django_capture_on_commit_callbacks
):
    clerk = member(Role.SCHOOL_ATTENDANCE, school)
    sign_in_somewhere(clerk, client)
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_membership(membership=clerk.membership, by=school_lead)
    assert Session.objects.count() == UserSession.objects.count() == 0


def test_disable_account_ends_memberships_and_sessions(
    school_lead, client, django_capture_on_commit_callbacks
):
    sign_in_somewhere(school_lead, client)
    with django_capture_on_commit_callbacks(execute=True):
        actions.disable_account(user=school_lead, by="Support", reason="Phone stolen")
    school_lead.refresh_from_db()
    assert not school_lead.is_active
    assert Session.objects.count() == UserSession.objects.count() == 0
    event = Event.objects.get(action="account_disabled")
    assert (event.table_name, event.reason) == ("accounts_membership", "Phone stolen")


def test_disable_account_leaves_others_signed_in(
    school_lead, client, django_capture_on_commit_callbacks
):
    sign_in_somewhere(school_lead, client)
    with django_capture_on_commit_callbacks(execute=True):
        actions.disable_account(user=UserFactory(), by="Support", reason="Left")
    assert Session.objects.count() == 1


def test_a_providers_first_lead_voids_what_an_authority_sent_besides(commissioner, provider):
    """A provider holds other authorities' children: nobody else's invitation outlives its lead."""
    sent = {"organisation": provider.organisation, "role": Role.PROVIDER_LEAD}
    first, second = [InvitationFactory(**sent, invited_by=commissioner) for _ in range(2)]
    lead = UserFactory()
    actions.accept_invitation(invitation=first, by=lead)
    own = InvitationFactory(**sent, invited_by=lead)
    assert set(Invitation.objects.open()) == {own}
    with pytest.raises(actions.NotAllowed):
        actions.accept_invitation(invitation=second, by=UserFactory())
    actions.accept_invitation(invitation=own, by=UserFactory())
