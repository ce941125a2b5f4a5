from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question


class AgreementPublishForm(ServiceForm):
    """The next version of a text; it starts with the words of the last one."""

    submit = "Publish this version"

    title = forms.CharField(label="Title", max_length=120)
    text = forms.CharField(
        label="Text",
        help_text="Plain words; a blank line starts a new paragraph. Providers read all of it "
        "before they accept.",
        widget=forms.Textarea,
        max_length=20_000,
    )
    in_force_from = DateField(
        label="In force from",
        what="In-force date",
        help_text="Providers are asked to accept it from the moment you publish.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def get_layout(self):
        return ["title", Question("text", rows=20), "in_force_from"]

    def clean_in_force_from(self):
        date = self.cleaned_data["in_force_from"]
        if date < self.today:
            raise forms.ValidationError("In-force date must be today or later")
        return date


class AgreementAcceptForm(ServiceForm):
    submit = "Accept this version"

    is_read = forms.BooleanField(
        label="",
        error_messages={"required": "Tick the box to say that you have read and accept this text"},
    )

    def __init__(self, *args, provider, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "is_read"
        ].label = f"I have read version {agreement.version} and accept it for {provider}"
