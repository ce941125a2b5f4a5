"""What is done with accounts: invite, accept, withdraw, change, end, switch off."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Invitation, Membership, User
from apcommission.accounts.models.invitation import hash_of
from apcommission.accounts.roles import managing_roles
from apcommission.accounts.sessions import end_sessions
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.notify import outbox

INVITATION = """{inviter} invites you to {service}, for {organisation}.

Your role there: {role}.

Open this link to accept. It works once, and until {until}:

{link}

If you do not know why you got this, do nothing.
"""


def invite_member(*, organisation, email, name, job_title, role, is_dsl, by):
    """Send somebody a link that makes them a member; return the invitation."""
    secret = secrets.token_urlsafe(32)
    with record("member_invited", by=by):
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email.lower(),
            name=name,
            job_title=job_title,
            role=role,
            is_dsl=is_dsl,
            secret_hash=hash_of(secret),
            invited_by_id=by.pk,
            expires_at=timezone.now() + timedelta(hours=settings.INVITATION_HOURS),
        )
        until = timezone.localtime(invitation.expires_at)
        outbox.queue(
            key=f"invitation:{invitation.pk}",
            to=invitation.email,
            subject=f"Invitation to {settings.SERVICE_NAME}",
            body=INVITATION.format(
                inviter=by.name,
                service=settings.SERVICE_NAME,
                organisation=organisation,
                role=invitation.get_role_display(),
                until=f"{until:%H:%M} on {until:%A} {until.day} {until:%B %Y}",
                link=settings.SERVICE_ADDRESS
                + reverse("accounts:invitation_accept", args=[secret]),
            ),
        )
    return invitation


def withdraw_invitation(*, invitation, by):
    """Make the link useless; nothing happens to one that was used."""
    with record("invitation_withdrawn", by=by):
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])


def accept_invitation(*, invitation, by):
    """Make `by` a member, once. `by` may be a new, unsaved user, who is saved then.

    Raises NotAllowed when the link was used, withdrawn or has run out meanwhile.
    """
    now = timezone.now()
    with record("invitation_accepted", by=by):
        # One statement, so that of two presses at once only one finds the link unused.
        if not Invitation.objects.open(now).filter(pk=invitation.pk).update(accepted_at=now):
            raise NotAllowed("This invitation was used or withdrawn, or its time is over.")
        if by.pk is None:
            by.save()
        mine = Membership.objects.current().of(by).filter(organisation=invitation.organisation)
        membership = mine.first() or Membership(user=by, organisation=invitation.organisation)
        membership.role, membership.is_dsl = invitation.role, invitation.is_dsl
        membership.save()
        if invitation.role in managing_roles():
            _withdraw_those_from_outside(invitation.organisation, now)
    return membership


def _withdraw_those_from_outside(organisation, now):
    """A provider that has a lead lets its own people in; what an authority sent before is void."""
    if organisation.kind == OrganisationKind.PROVIDER:
        own = Membership.objects.filter(organisation=organisation).values("user_id")
        sent = Invitation.objects.open(now).filter(organisation=organisation)
        sent.exclude(invited_by__in=own).update(withdrawn_at=now)


def change_member(*, membership, role, is_dsl, by):
    """Give a member another role or take the DSL extra; it acts from their next page on."""
    with record("membership_changed", by=by):
        if membership.user_id == by.pk and is_dsl and not membership.is_dsl:
            raise NotAllowed("Somebody else must make you a safeguarding lead.")
        if role not in managing_roles():
            _refuse_without_a_lead(membership, by)
        membership.role, membership.is_dsl = role, is_dsl
        membership.save(update_fields=["role", "is_dsl"])


def end_membership(*, membership, by, reason=""):
    """End somebody's membership and sign them out everywhere."""
    with record("membership_ended", by=by, reason=reason):
        _refuse_without_a_lead(membership, by)
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        # After the commit the connection is the bare login again, which may end sessions.
        user_id = membership.user_id
        transaction.on_commit(lambda: end_sessions(user_id))


def disable_account(*, user, by, reason):
    """Switch a sign-in account off: every membership ends and every session with it."""
    with record("account_disabled", by=by, reason=reason):
        Membership.objects.of(user).filter(ended_at=None).update(ended_at=timezone.now())
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.is_active = False
        transaction.on_commit(lambda: end_sessions(user.pk))


def _refuse_without_a_lead(membership, by):
    """The last who manages an organisation's accounts stays, unless somebody outside acts."""
    if membership.organisation_id != by.membership.organisation_id:
        return
    leads = Membership.objects.current().managing().filter(organisation=membership.organisation_id)
    # Locked, so that two leads cannot end each other at the same moment.
    others = list(leads.select_for_update(of=("self",)).values_list("pk", flat=True))
    if others == [membership.pk]:
        raise NotAllowed(
            "This is the last person who manages accounts here. Make somebody else a lead first."
        )
