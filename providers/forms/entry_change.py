from django import forms

from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question


class EntryChangeReturnForm(ServiceForm):
    submit = "Send it back"

    reason = forms.CharField(
        label="Why do you send it back?",
        help_text="The provider reads this, and can propose the change again.",
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": "Enter why you send it back"},
    )

    def get_layout(self):
        return [Question("reason", rows=4)]
