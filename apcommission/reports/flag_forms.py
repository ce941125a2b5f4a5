from django import forms

from apcommission.design.forms import ServiceForm


class FlagAcknowledgeForm(ServiceForm):
    submit = "Acknowledge"

    note = forms.CharField(
        label="What are you doing about it?",
        help_text="The others who are told of this flag will read it. The flag stays open until "
        "its cause is gone.",
        widget=forms.Textarea,
        max_length=300,
    )
