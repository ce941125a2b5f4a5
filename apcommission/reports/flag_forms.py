from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question


class FlagAcknowledgeForm(ServiceForm):
    submit = "Acknowledge"

    note = forms.CharField(
        label="What are you doing about it?",
        help_text="The others who are told of this flag will read it. The flag stays open until "
        "its cause is gone.",
        widget=forms.Textarea,
        max_length=300,
    )


class ThresholdSetForm(ServiceForm):
    """One threshold: its new value, from when, and why."""

    submit = "Set the threshold"

    value = forms.CharField(label="New value", max_length=10)
    in_force_from = DateField(label="From which day?", what="First day")
    reason = forms.CharField(
        label="Why does it change?",
        help_text="Kept with the decision, for whoever asks later.",
        widget=forms.Textarea,
        max_length=300,
    )

    def __init__(self, *args, setting, **kwargs):
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["value"].label = setting.label

    def get_layout(self):
        return [Question("value", width=5), "in_force_from", Question("reason", rows=3)]

    def clean_value(self):
        value = self.cleaned_data["value"].strip()
        problem = self.setting.problem_with(value)
        if problem:
            raise forms.ValidationError(problem)
        return value
