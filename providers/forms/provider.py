import re

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceModelForm
from apcommission.design.layout import Fieldset, Question, Subheading
from providers.choices import ProviderType
from providers.forms.numbers import whole_number
from providers.models import Provider

UKPRN = re.compile(r"1[0-9]{7}")
COMPANY = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}")
CHARITY = re.compile(r"[0-9]{6,7}|SC[0-9]{6}")
YES_NO = [("no", "No, all teaching is by this body"), ("yes", "Yes")]
SIX_DIGITS = range(100000, 1000000)


class OwnEntryForm(ServiceModelForm):
    """What a provider says of itself, and may change by itself."""

    submit = "Save"

    class Meta:
        model = Provider
        fields = [
            "description",
            "phone",
            "email",
            "website",
            "legal_name",
            "company_number",
            "charity_number",
            "ukprn",
            "subcontracting",
        ]
        labels = {
            "legal_name": "Registered name (if it differs from the name above)",
            "company_number": "Company number (if it is a company)",
            "charity_number": "Charity number (if it is a charity)",
            "ukprn": "UKPRN (if it has one)",
            "description": "What you offer, in a few sentences",
            "phone": "Phone number",
            "email": "Email address",
            "website": "Website",
        }
        help_texts = {
            "description": "Schools read this first. Do not name any child.",
            "company_number": "8 characters, from Companies House",
            "charity_number": "6 or 7 digits, from the register of charities",
            "ukprn": "8 digits, from the UK Register of Learning Providers",
        }

    description = forms.CharField(widget=forms.Textarea, max_length=1500, required=False)
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://www.example.org"},
    )

    declares = forms.ChoiceField(
        label="Does anybody else teach pupils for it?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        help_text="Another body or a self-employed person, under a contract with it. Schools and "
        "the local authority read the answer with its date.",
    )
    subcontracting = forms.CharField(
        label="Who, and what do they teach?",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        help_text="Only if you answered yes.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.instance.subcontracting:
            self.fields["declares"].initial = "yes"
        elif self.instance.declares_no_subcontracting:
            self.fields["declares"].initial = "no"

    def get_layout(self):
        return [
            Question("description", rows=6),
            Question("phone", width=20),
            Question("email", width="two-thirds"),
            Question("website", width="two-thirds"),
            Fieldset(
                "The legal body",
                Question("legal_name", width="two-thirds"),
                Question("company_number", width=10),
                Question("charity_number", width=10),
                Question("ukprn", width=10),
            ),
            Fieldset("Sub-contracting", "declares", Question("subcontracting", rows=3)),
        ]

    def clean_ukprn(self):
        ukprn = self.cleaned_data["ukprn"].strip()
        if ukprn and not UKPRN.fullmatch(ukprn):
            raise forms.ValidationError("UKPRN must be 8 digits and begin with 1")
        return ukprn

    def clean_company_number(self):
        number = self.cleaned_data["company_number"].replace(" ", "").upper()
        if number and not COMPANY.fullmatch(number):
            raise forms.ValidationError("Company number must be 8 characters, like 01234567")
        return number

    def clean_charity_number(self):
        number = self.cleaned_data["charity_number"].replace(" ", "").upper()
        if number and not CHARITY.fullmatch(number):
            raise forms.ValidationError("Charity number must be 6 or 7 digits, like 1234567")
        return number

    def clean(self):
        facts = super().clean()
        declares, who = facts.get("declares"), facts.get("subcontracting", "").strip()
        if declares == "yes" and not who:
            self.add_error("subcontracting", "Enter who else teaches for it, and what")
        if who and declares != "yes":
            self.add_error("declares", "Select yes, or empty the box below")
        return facts

    def facts(self):
        """What is said; a declaration that is new or different bears today's date."""
        facts = dict(self.cleaned_data)
        declares, stood = facts.pop("declares"), self.fields["declares"].initial
        if declares and (declares, facts["subcontracting"]) != (
            stood,
            self.initial.get("subcontracting", ""),
        ):
            facts["subcontracting_declared_on"] = self.today
        return facts


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
    registration_checked_on = DateField(
        label="When was it looked at?", what="Date of the check", required=False
    )

    class Meta(OwnEntryForm.Meta):
        fields = [
            "name",
            "type",
            "urn",
            "registration_evidence",
            "registration_checked_on",
            *OwnEntryForm.Meta.fields,
            "ofsted_outcome",
            "ofsted_inspected_on",
        ]
        labels = {
            **OwnEntryForm.Meta.labels,
            "urn": "URN (if it is a registered school)",
            "registration_evidence": "What was seen of its registration",
            "ofsted_outcome": "Last Ofsted result (if any)",
        }
        widgets = {"urn": whole_number()}
        help_texts = {
            **OwnEntryForm.Meta.help_texts,
            "urn": "6 digits, from Get Information about Schools",
            "registration_evidence": "For example: the school's entry on Get Information about "
            "Schools, or timetables that show it need not register",
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
            Fieldset(
                "Registration",
                Question("urn", width=10),
                Question("registration_evidence", width="two-thirds"),
                "registration_checked_on",
            ),
            Fieldset(
                "Ofsted",
                Question("ofsted_outcome", width="two-thirds"),
                "ofsted_inspected_on",
            ),
            Subheading("What schools read"),
            *super().get_layout(),
        ]

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
        self._clean_registration_check(facts)
        return facts

    def _clean_registration_check(self, facts):
        seen, on = facts.get("registration_evidence"), facts.get("registration_checked_on")
        if on and on > self.today:
            self.add_error(
                "registration_checked_on", "Date of the check must be today or in the past"
            )
        if seen and not on and "registration_checked_on" not in self.errors:
            self.add_error("registration_checked_on", "Enter the date on which it was looked at")
        if on and not seen:
            self.add_error("registration_evidence", "Enter what was seen of its registration")
