import re

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import ProviderType
from providers.forms.site import whole_number
from providers.models import Provider

UKPRN = re.compile(r"1[0-9]{7}")
SIX_DIGITS = range(100000, 1000000)


class OwnEntryForm(ServiceModelForm):
    """What a provider says of itself, and may change by itself."""

    submit = "Save"

    class Meta:
        model = Provider
        fields = ["description", "phone", "email", "website"]
        labels = {
            "description": "What you offer, in a few sentences",
            "phone": "Phone number",
            "email": "Email address",
            "website": "Website",
        }
        help_texts = {"description": "Schools read this first. Do not name any child."}

    description = forms.CharField(widget=forms.Textarea, max_length=1500, required=False)
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://www.example.org"},
    )

    def get_layout(self):
        return [
            Question("description", rows=6),
            Question("phone", width=20),
            Question("email", width="two-thirds"),
            Question("website", width="two-thirds"),
        ]

    def facts(self):
        return self.cleaned_data


class ProviderForm(OwnEntryForm):
    """The whole entry, as an authority keeps it."""

    name = forms.CharField(max_length=200)
    type = forms.ChoiceField(
        label="What kind of provider is it?",
        choices=ProviderType,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of provider it is"},
    )
    ofsted_inspected_on = DateField(
        label="Date of the last Ofsted inspection (if any)", what="Inspection date", required=False
    )

    class Meta(OwnEntryForm.Meta):
        fields = [
            "name",
            "type",
            "urn",
            "ukprn",
            *OwnEntryForm.Meta.fields,
            "ofsted_outcome",
            "ofsted_inspected_on",
        ]
        labels = {
            **OwnEntryForm.Meta.labels,
            "urn": "URN (if it is a registered school)",
            "ukprn": "UKPRN (if it has one)",
            "ofsted_outcome": "Last Ofsted result (if any)",
        }
        widgets = {"urn": whole_number()}
        help_texts = {
            "urn": "6 digits, from Get Information about Schools",
            "ukprn": "8 digits, from the UK Register of Learning Providers",
            "ofsted_outcome": "As published. Leave empty if it was never inspected.",
        }
        error_messages = {"urn": {"unique": "Another provider has this URN"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["description"].label = "What it offers, in a few sentences"
        if self.instance.pk:
            self.fields["name"].initial = self.instance.name

    def get_layout(self):
        return [
            Question("name", width="two-thirds"),
            Question("type"),
            Fieldset("Registration", Question("urn", width=10), Question("ukprn", width=10)),
            Fieldset(
                "Ofsted",
                Question("ofsted_outcome", width="two-thirds"),
                "ofsted_inspected_on",
            ),
            Fieldset("What schools read", *super().get_layout()),
        ]

    def clean_ukprn(self):
        ukprn = self.cleaned_data["ukprn"].strip()
        if ukprn and not UKPRN.fullmatch(ukprn):
            raise forms.ValidationError("UKPRN must be 8 digits and begin with 1")
        return ukprn

    def clean_urn(self):
        urn = self.cleaned_data["urn"]
        if urn is not None and urn not in SIX_DIGITS:
            raise forms.ValidationError("URN must be 6 digits")
        return urn

    def clean(self):
        facts = super().clean()
        kind, urn = facts.get("type"), facts.get("urn")
        if kind == ProviderType.NON_SCHOOL and urn:
            self.add_error("urn", "Non-school AP has no URN. Empty this, or choose another kind.")
        if kind == ProviderType.INDEPENDENT_SCHOOL and not urn and "urn" not in self.errors:
            self.add_error("urn", "Enter the URN of the registered school")
        outcome, date = facts.get("ofsted_outcome"), facts.get("ofsted_inspected_on")
        if outcome and not date and "ofsted_inspected_on" not in self.errors:
            self.add_error("ofsted_inspected_on", "Enter the date of the inspection")
        if date and not outcome:
            self.add_error("ofsted_outcome", "Enter the result of the inspection")
        return facts
