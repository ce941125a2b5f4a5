from django import forms
from django.core.exceptions import ValidationError

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Question
from apcommission.documents.received import receive
from apcommission.documents.refused import Refused
from providers.choices import CheckOutcome, OnExpiry, ProviderType
from providers.evidence_rules import date_problem
from providers.models import EvidenceRequirement

CHOOSE_AGAIN = (
    "Choose the file again: your browser does not keep it while the other answers are put right"
)


class DocumentForm(ServiceForm):
    """Evidence of one kind: a file, or a statement by a named person, with its dates."""

    submit = "Save"

    file = forms.FileField(
        label="File",
        help_text="PDF, PNG, JPG, DOCX or XLSX, smaller than 10 MB.",
        max_length=200,
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty.",
            "max_length": "The name of the file must be 150 characters or fewer.",
        },
    )
    statement = forms.CharField(label="Statement", widget=forms.Textarea, max_length=2000)
    confirmed_by = forms.CharField(label="Name and role of the person who confirms it")
    issued_on = DateField(label="Date of issue")
    expires_on = DateField(label="Last day it holds (optional)", what="Last day", required=False)

    def __init__(self, *args, requirement, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.requirement, self.today = requirement, today
        for name in ("statement", "confirmed_by") if requirement.needs_file else ("file",):
            del self.fields[name]
        if not requirement.needs_file:
            self.fields["issued_on"].label = "Date of the statement"
        months = requirement.lasts_months
        self.fields["expires_on"].help_text = (
            f"If the document names none, we count {months} months from the date of issue."
            if months
            else "Leave it empty if the document does not run out."
        )

    def get_layout(self):
        own = ["file"] if self.requirement.needs_file else [Question("statement", rows=6)]
        more = [] if self.requirement.needs_file else ["confirmed_by"]
        return [*own, *more, "issued_on", "expires_on"]

    def clean_file(self):
        try:
            return receive(self.cleaned_data["file"])
        except Refused as refused:
            raise ValidationError(str(refused)) from None

    def clean(self):
        answers = super().clean()
        if issued_on := answers.get("issued_on"):
            problem = date_problem(
                self.requirement, issued_on, answers.get("expires_on"), self.today
            )
            if problem and "expires_on" not in self.errors:
                self.add_error(*problem)
        if self.errors and "file" in answers:
            self.add_error("file", CHOOSE_AGAIN)
        return answers

    def facts(self):
        """What give_document takes."""
        answers = self.cleaned_data
        facts = {name: answers[name] for name in ("issued_on", "expires_on")}
        if self.requirement.needs_file:
            return {**facts, "received": answers["file"]}
        said = f"{answers['statement']}\n\nConfirmed by {answers['confirmed_by']}"
        return {**facts, "statement": said}


class DocumentCheckForm(ServiceForm):
    submit = "Save"

    outcome = forms.ChoiceField(
        label="What did you find?",
        choices=[
            (CheckOutcome.ACCEPTED, "It shows what it should, and is in date"),
            (CheckOutcome.RETURNED, "Send it back"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    note = forms.CharField(
        label="Note",
        help_text="The provider reads it. Needed when you send the document back.",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
    )

    def get_layout(self):
        return [Question("outcome", size="m"), Question("note", rows=4)]

    def clean(self):
        answers = super().clean()
        is_returned = answers.get("outcome") == CheckOutcome.RETURNED
        if is_returned and not answers.get("note", "").strip():
            self.add_error("note", "Say what is wrong: the provider reads it")
        return answers


class RequirementForm(ServiceModelForm):
    submit = "Save"

    class Meta:
        model = EvidenceRequirement
        fields = (
            "name",
            "guidance",
            "provider_types",
            "needs_file",
            "is_needed",
            "lasts_months",
            "on_expiry",
        )

    name = forms.CharField(label="Name", max_length=120)
    guidance = forms.CharField(
        label="What the provider should send", widget=forms.Textarea, max_length=2000
    )
    provider_types = forms.MultipleChoiceField(
        label="Which providers are asked? (optional)",
        help_text="None ticked: all of them.",
        choices=ProviderType,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs_file = forms.TypedChoiceField(
        label="What is given?",
        choices=[("yes", "A file"), ("no", "A statement by a named person")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    is_needed = forms.TypedChoiceField(
        label="Is it needed for approval?",
        choices=[("yes", "Yes"), ("no", "No, but welcome")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    lasts_months = forms.IntegerField(
        label="Months it holds (optional)",
        help_text="Counted from the date of issue where the document names no last day. Empty: "
        "it does not run out.",
        min_value=1,
        max_value=120,
        required=False,
    )
    on_expiry = forms.ChoiceField(
        label="What follows when it runs out?", choices=OnExpiry, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("needs_file", "is_needed"):
            self.initial[name] = "yes" if self.initial.get(name, True) else "no"

    def get_layout(self):
        return [
            "name",
            Question("guidance", rows=5),
            Question("provider_types", size="s"),
            Question("needs_file", size="s"),
            Question("is_needed", size="s"),
            Question("lasts_months", width=3),
            Question("on_expiry", size="s"),
        ]

    def facts(self):
        return dict(self.cleaned_data)
