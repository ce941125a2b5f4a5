"""What comes in about actions."""

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question


class ActionAddForm(ServiceForm):
    submit = "Add the action"

    title = forms.CharField(label="What must be put right?", max_length=200)
    owner = forms.CharField(label="Who will do it (optional)", max_length=100, required=False)
    due_on = DateField(label="By when?", what="Due date")

    def get_layout(self):
        return [
            "title",
            Question("owner", width="two-thirds"),
            "due_on",
        ]


class ActionCloseForm(ServiceForm):
    submit = "Close the action"

    closed_on = DateField(label="When was it put right?", what="Date")


class ActionAnswerForm(ServiceForm):
    submit = "Send the answer"

    answer = forms.CharField(
        label="What have you done?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="Do not name a child.",
    )
    upload = forms.FileField(
        label="A file that shows it (optional)",
        required=False,
        help_text="PDF, PNG, JPG, DOCX or XLSX, smaller than 10 MB.",
        error_messages={"empty": "The file is empty."},
    )


class ActionReopenForm(ServiceForm):
    submit = "Give it back"

    reason = forms.CharField(label="What is still missing?", widget=forms.Textarea, max_length=1000)
