"""Inviting and changing an organisation's people."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Invitation, Membership, Organisation, User
from apcommission.accounts.roles import ROLES, roles_for
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question

DSL_LABEL = "Is a designated safeguarding lead"
DSL_HINT = "Sees safeguarding, medical and police detail of pupils who are in their scope anyway."


def role_question(kind):
    hints = {str(role): ROLES[role].sentence for role in roles_for(kind)}
    return Question("role", size="m", hints=hints)


class RoleForm(ServiceForm):
    """A role that exists in the kind of organisation, and the DSL extra but for a forum."""

    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    is_dsl = forms.BooleanField(label=DSL_LABEL, help_text=DSL_HINT, required=False)

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        roles = roles_for(organisation.kind)
        self.fields["role"].choices = [(role, role.label) for role in roles]
        if organisation.kind == OrganisationKind.FORUM:
            del self.fields["is_dsl"]

    def get_layout(self):
        return [role_question(self.organisation.kind), *(["is_dsl"] * ("is_dsl" in self.fields))]

    def clean_is_dsl(self):
        return bool(self.cleaned_data.get("is_dsl"))

    def clean(self):
        return {"is_dsl": False, **super().clean()}


class MemberInviteForm(RoleForm):
    submit = "Send the invitation"
    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(
        label="Email address",
        help_text="Their own address at work, not one that several people read.",
    )
    job_title = forms.CharField(label="Job title (optional)", max_length=100, required=False)

    def get_layout(self):
        wide = [Question(field, width="two-thirds") for field in ("name", "email", "job_title")]
        return [*wide, *super().get_layout()]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        here = Membership.objects.current().filter(organisation=self.organisation)
        if here.of_email(email).exists():
            raise forms.ValidationError(
                f"This address is a member’s of {self.organisation} already"
            )
        waiting = Invitation.objects.open().filter(organisation=self.organisation)
        if waiting.filter(email=email).exists():
            raise forms.ValidationError("This address is invited. Withdraw that invitation first")
        return email


class MemberEditForm(RoleForm):
    submit = "Save"


class MemberEndForm(ServiceForm):
    submit = "End the access"
    warning = True
    reason = forms.CharField(label="Reason (optional)", max_length=200, required=False)


class OrganisationChoiceForm(ServiceForm):
    """Whom an authority invites for: the kinds are groups in one list."""

    submit = "Continue"
    method = "get"
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Organisation")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.invitable_by(user).active().by_name()
        self.fields["organisation"].queryset = mine
        names = {}
        for organisation in mine:
            label = organisation.get_kind_display()
            names.setdefault(label, []).append((organisation.pk, organisation.name))
        self.fields["organisation"].choices = [("", ""), *names.items()]


class InvitationAcceptForm(ServiceForm):
    """A new person's name and password."""

    submit = "Create my account"
    name = forms.CharField(label="Full name", max_length=150)
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters. Three words that do not belong together are good.",
        min_length=12,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={
            "required": "Enter a password",
            "min_length": "Password must have 12 characters or more",
        },
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, initial={"name": invitation.name}, **kwargs)
        self.invitation = invitation

    def clean(self):
        data = super().clean()
        if "password" in data:
            try:
                validate_password(data["password"], user=self.person())
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return data

    def person(self):
        """The user this form makes, not yet saved."""
        user = User(
            name=self.cleaned_data.get("name", ""),
            job_title=self.invitation.job_title,
            email=self.invitation.email,
        )
        user.set_password(self.cleaned_data.get("password"))
        return user
