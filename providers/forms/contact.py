from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import SAFEGUARDING_CONTACTS, ContactRole
from providers.models import SiteContact


class ContactForm(ServiceModelForm):
    """Somebody whom a school or authority rings at a site."""

    submit = "Save the contact"

    role = forms.ChoiceField(
        label="What are they at this site?",
        choices=ContactRole,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they are at this site"},
    )
    trained_on = DateField(
        label="Last safeguarding training (optional)",
        what="Date of the training",
        help_text="Of a designated safeguarding lead or deputy: renewed at least every two years.",
        required=False,
    )

    class Meta:
        model = SiteContact
        fields = ["role", "name", "phone", "email", "trained_on"]
        labels = {"phone": "Phone number", "email": "Email address"}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def get_layout(self):
        return [
            "role",
            Question("name", width="two-thirds"),
            Fieldset(
                "How to reach them",
                Question("phone", width=20),
                Question("email", width="two-thirds"),
                hint="One of the two at least.",
            ),
            "trained_on",
        ]

    def clean_trained_on(self):
        date = self.cleaned_data["trained_on"]
        if date and date > self.today:
            raise forms.ValidationError("Date of the training must be today or in the past")
        return date

    def clean(self):
        facts = super().clean()
        role, phone = facts.get("role"), facts.get("phone")
        if role == ContactRole.OUT_OF_HOURS and not phone:
            self.add_error("phone", "Enter the phone number that is answered out of hours")
        elif not phone and not facts.get("email") and "email" not in self.errors:
            self.add_error("phone", "Enter a phone number or an email address")
        if facts.get("trained_on") and role and role not in SAFEGUARDING_CONTACTS:
            self.add_error(
                "trained_on", "Empty this: the date is kept of safeguarding leads and deputies only"
            )
        return facts

    def facts(self):
        return self.cleaned_data


class ContactRemoveForm(ServiceForm):
    submit = "Remove the contact"
    warning = True
