from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from placements.choices import EndReason

ACCEPT, DECLINE = "accept", "decline"


def note(label, help_text="", *, required=True):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea,
        max_length=1000,
    )


class PlacementAnswerForm(ServiceForm):
    """The provider takes the pupil or does not."""

    submit = "Send the answer"
    answer = forms.ChoiceField(
        label="Can you take this pupil?",
        choices=[(ACCEPT, "Yes, accept the request"), (DECLINE, "No, decline it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you can take this pupil"},
    )
    starts_on = DateField(label="First day, if you accept", what="First day", required=False)
    note = note(
        "Message (optional if you accept)",
        "If you decline, say why. The school and the local authority will read it.",
        required=False,
    )

    def get_layout(self):
        return [Question("answer", size="m"), "starts_on", Question("note", rows=4)]

    def clean(self):
        facts = super().clean()
        accepts, has_day = facts.get("answer") == ACCEPT, facts.get("starts_on")
        if accepts and not has_day and "starts_on" not in self.errors:
            self.add_error("starts_on", "Enter the first day")
        if facts.get("answer") == DECLINE and not facts.get("note"):
            self.add_error("note", "Enter the reason why you decline")
        return facts


class PlacementStartForm(ServiceForm):
    submit = "Record the start"
    on = DateField(
        label="On which day did the pupil start?",
        what="Start date",
        error_messages={"required": "Enter the start date"},
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError("Start date must be today or in the past")
        return self.cleaned_data["on"]


class PlacementWithdrawForm(ServiceForm):
    submit = "Withdraw the placement"
    warning = True
    reason = note("Reason", "The provider will read it.")


class PlacementPauseForm(ServiceForm):
    submit = "Pause the placement"
    on = DateField(
        label="First day without the pupil",
        what="First day",
        help_text="Nobody expects the pupil from this day on. Days before it stay as they were.",
    )
    reason = note("Why is it paused?")


class PlacementResumeForm(ServiceForm):
    submit = "Resume the placement"
    on = DateField(label="First day back", what="First day back")
    reason = note("Note (optional)", required=False)


class PlacementEndForm(ServiceForm):
    submit = "End the placement"
    warning = True
    ended_on = DateField(label="Last day at the provider", what="Last day")
    reason = forms.ChoiceField(
        label="Why does it end?",
        choices=EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it ends"},
    )
    note = note("Note (optional)", "What happens next for the pupil", required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ended_on(self):
        if self.cleaned_data["ended_on"] > self.today:
            raise forms.ValidationError("Last day must be today or in the past")
        return self.cleaned_data["ended_on"]
