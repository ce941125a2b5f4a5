from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from apcommission.reports.choices import ForumPurpose


class ForumReportAddForm(ServiceForm):
    submit = "Count the figures and save a draft"

    title = forms.CharField(label="Title of the paper", max_length=150)
    purpose = forms.ChoiceField(
        label="What is the Forum asked to do?",
        choices=ForumPurpose,
        widget=forms.RadioSelect,
    )
    recommendation = forms.CharField(
        label="Recommendation",
        help_text="The Forum reads these words first. Do not name a child.",
        widget=forms.Textarea,
        max_length=2000,
    )
    as_at = DateField(
        label="Figures as at",
        what="Date of the figures",
        help_text="The figures are counted as they stand on this date and then never change.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def get_layout(self):
        return ["title", "purpose", Question("recommendation", rows=5), "as_at"]

    def clean_as_at(self):
        as_at = self.cleaned_data["as_at"]
        if as_at > self.today:
            raise forms.ValidationError("Date of the figures must be today or in the past")
        return as_at


class ForumReportWithdrawForm(ServiceForm):
    submit = "Withdraw the report"
    warning = True

    reason = forms.CharField(label="Why is it withdrawn?", widget=forms.Textarea, max_length=500)
