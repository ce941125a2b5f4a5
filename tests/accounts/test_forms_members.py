"""Forms of an organisation's people, in the owner's scope."""

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.forms.members import (
    InvitationAcceptForm,
    MemberEditForm,
    MemberEndForm,
    MemberInviteForm,
    OrganisationChoiceForm,
)
from tests.accounts.phone import PASSWORD
from tests.factories.accounts import ForumFactory, InvitationFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def test_member_invite_form_asks_for_what_it_needs(school):
    form = MemberInviteForm({}, organisation=school)
    assert form.errors == {
        "name": ["Enter the full name"],
        "email": ["Enter the email address"],
        "role": ["Select the role"],
    }


def test_member_invite_form_lowers_the_address(school):
    fields = {"name": "N", "email": "New@Example.org", "role": "school_lead", "job_title": ""}
    form = MemberInviteForm(fields, organisation=school)
    assert form.is_valid()
    assert form.cleaned_data == {
        "name": "N",
        "email": "new@example.org",
        "job_title": "",
        "role": "school_lead",
        "is_dsl": False,
    }


def test_forum_has_no_safeguarding_lead(authority):
    form = MemberEditForm({"role": "forum_member"}, organisation=ForumFactory(authority=authority))
    assert "is_dsl" not in form.fields
    assert form.is_valid()
    assert form.cleaned_data == {"is_dsl": False, "role": "forum_member"}


def test_member_edit_form_refuses_a_role_of_another_kind(school):
    form = MemberEditForm({"role": Role.PROVIDER_LEAD}, organisation=school)
    assert form.errors == {"role": ["Select an option from the list"]}


def test_member_end_form_needs_no_reason():
    assert MemberEndForm({}).is_valid()


def test_organisation_choice_form_refuses_what_is_not_offered(commissioner, school):
    foreign = SchoolFactory()
    assert OrganisationChoiceForm({"organisation": school.pk}, user=commissioner).is_valid()
    assert not OrganisationChoiceForm({"organisation": foreign.pk}, user=commissioner).is_valid()


def test_organisation_choice_form_leaves_out_what_is_switched_off(commissioner, authority):
    closed = SchoolFactory(authority=authority, is_active=False)
    assert not OrganisationChoiceForm({"organisation": closed.pk}, user=commissioner).is_valid()


def test_invitation_accept_form_makes_an_unsaved_person(school):
    invitation = InvitationFactory(organisation=school, job_title="Clerk")
    form = InvitationAcceptForm({"name": "Nell", "password": PASSWORD}, invitation=invitation)
    assert form.is_valid()
    person = form.person()
    assert (person.pk, person.name, person.job_title) == (None, "Nell", "Clerk")
    assert person.email == invitation.email
    assert person.check_password(PASSWORD)


def test_invitation_accept_form_keeps_spaces_of_a_password(school):
    fields = {"name": "Nell", "password": f" {PASSWORD} "}
    form = InvitationAcceptForm(fields, invitation=InvitationFactory(organisation=school))
    assert form.is_valid()
    assert form.person().check_password(f" {PASSWORD} ")
