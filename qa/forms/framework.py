"""What comes in about an authority's own standards."""

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from qa.choices import Scale


class FrameworkCopyForm(ServiceForm):
    submit = "Make a copy"

    name = forms.CharField(label="What do you call your own standards?", max_length=150)


class FrameworkEditForm(ServiceForm):
    name = forms.CharField(label="Name", max_length=150)
    source = forms.CharField(
        label="Official reference",
        max_length=300,
        help_text="What they rest on: publisher, title and date.",
    )
    scale = forms.ChoiceField(label="How is it judged?", choices=Scale, widget=forms.RadioSelect)


class StandardForm(ServiceForm):
    number = forms.CharField(label="Number", max_length=10, help_text="For example, 2.3")
    area = forms.CharField(label="Area", max_length=100)
    summary = forms.CharField(label="What must be true?", widget=forms.Textarea, max_length=300)
    is_confirmed = forms.BooleanField(
        label="The wording was compared with the official text",
        required=False,
    )


class FrameworkInForceForm(ServiceForm):
    submit = "Put in force"

    in_force_from = DateField(
        label="From which day?",
        what="First day",
        help_text="From then on nobody changes their words. A copy can be changed.",
    )


class FrameworkRetireForm(ServiceForm):
    submit = "Retire these standards"

    retired_on = DateField(
        label="From which day is no visit begun on them?",
        what="Day",
        help_text="Visits made on them read as they did.",
    )
