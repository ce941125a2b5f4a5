from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import OffListOutcome, ProviderType
from providers.models import OffListDeclaration, Provider

ADD = "add"
LINK = "link"


class OffListDeclareForm(ServiceModelForm):
    submit = "Declare this use"

    used_from = DateField(label="Since when, or from when?", what="First day")

    class Meta:
        model = OffListDeclaration
        fields = [
            "provider_name",
            "address",
            "phone",
            "reason",
            "pupils",
            "hours_a_week",
            "used_from",
            "checks_made",
        ]
        labels = {
            "provider_name": "Name of the provider",
            "address": "Where does it teach?",
            "phone": "Telephone (optional)",
            "reason": "Why does the school use it?",
            "pupils": "How many pupils?",
            "hours_a_week": "How many hours a week does one pupil go there?",
            "checks_made": "What has the school checked? (optional)",
        }
        help_texts = {
            "reason": "Do not name any child.",
            "hours_a_week": "The most of any pupil, such as 6 or 7.5.",
            "checks_made": "Such as the single central record, insurance, a visit: what, when "
            "and by whom.",
        }
        widgets = {
            "reason": forms.Textarea,
            "checks_made": forms.Textarea,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].max_length = 1000
        self.fields["pupils"].min_value = 1

    def get_layout(self):
        return [
            Fieldset("The provider", "provider_name", "address", Question("phone", width=20)),
            Fieldset(
                "How it is used",
                Question("reason", rows=4),
                Question("pupils", width=5),
                Question("hours_a_week", width=5, suffix="hours a week"),
                "used_from",
                Question("checks_made", rows=4),
            ),
        ]

    def clean_pupils(self):
        pupils = self.cleaned_data["pupils"]
        if not 1 <= pupils <= 500:
            raise forms.ValidationError("Number of pupils must be between 1 and 500")
        return pupils

    def clean_hours_a_week(self):
        hours = self.cleaned_data["hours_a_week"]
        if not 0 < hours <= 40:
            raise forms.ValidationError("Hours a week must be more than 0 and at most 40")
        return hours

    def facts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class OffListLinkForm(ServiceForm):
    """Which provider of the register a school means; or it is none, and is added."""

    submit = "Save"

    how = forms.ChoiceField(
        label="Is it in the register?",
        widget=forms.RadioSelect,
        choices=[(LINK, "Yes: choose it below"), (ADD, "No: add it under the name declared")],
        error_messages={"required": "Select whether it is in the register"},
    )
    provider = forms.ModelChoiceField(
        label="Provider of the register",
        queryset=Provider.objects.none(),
        required=False,
        empty_label="Choose a provider",
    )
    type = forms.ChoiceField(
        label="If you add it: what kind of provider is it?",
        choices=ProviderType.choices,
        initial=ProviderType.NON_SCHOOL,
    )

    def __init__(self, *args, providers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers

    def get_layout(self):
        return [Question("how", size="m"), "provider", "type"]

    def clean(self):
        answers = super().clean()
        if answers.get("how") == LINK and not answers.get("provider"):
            self.add_error("provider", "Select the provider")
        return answers


class OffListSettleForm(ServiceForm):
    submit = "Save the outcome"

    outcome = forms.ChoiceField(
        label="How did the desk-top review end?",
        widget=forms.RadioSelect,
        choices=[choice for choice in OffListOutcome.choices if choice[0]],
        error_messages={"required": "Select how the review ended"},
    )
    note = forms.CharField(
        label="What should the school know?",
        help_text="The school reads it, and its leads get it by e-mail. Do not name any child.",
        widget=forms.Textarea,
        max_length=1000,
        error_messages={"required": "Write what the school should know"},
    )

    def get_layout(self):
        hints = {
            OffListOutcome.APPLYING: "The provider is asked to apply; its use goes on for now",
            OffListOutcome.ACCEPTED: "No flag is raised for this school's use of it",
            OffListOutcome.STOP: "The school arranges something else",
            OffListOutcome.ENDED: "The school has stopped by itself",
        }
        return [Question("outcome", hints=hints, size="m"), Question("note", rows=5)]
