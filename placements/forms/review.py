from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from placements.choices import ReviewOutcome

LAST = (ReviewOutcome.REINTEGRATE, ReviewOutcome.END)
HINTS = {
    "change": "Write the new version of the plan afterwards",
    "extend": "Give the new end below",
    "reintegrate": "The next step is back in school",
    "end": "Record the last day afterwards",
}


class ReviewForm(ServiceForm):
    """One review that was held."""

    submit = "Save the review"
    held_on = DateField(
        label="When was it held?",
        what="Date of the review",
        error_messages={"required": "Enter the date of the review"},
    )
    attendees = forms.CharField(
        label="Who took part?",
        max_length=300,
        error_messages={"required": "Enter who took part"},
    )
    notes = forms.CharField(
        label="What was said",
        help_text="Attendance, progress, safety, and the views of the pupil and the parent",
        widget=forms.Textarea,
        max_length=8000,
        error_messages={"required": "Enter what was said"},
    )
    outcome = forms.ChoiceField(
        label="What was decided?",
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what was decided"},
    )
    extended_to = DateField(label="New end, if it is extended", what="New end", required=False)
    next_due_on = DateField(
        label="When is the next review due?", what="Next review", required=False
    )

    def __init__(self, *args, today, may_extend, owed_by=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.may_extend = may_extend
        if owed_by:
            # On the bound field: the form has already read the field's own help text.
            self[
                "next_due_on"
            ].help_text = f"At least once in each half term: by {owed_by:%-d %B %Y}"
        if not may_extend:
            del self.fields["extended_to"]
            self.fields["outcome"].choices = [
                choice for choice in ReviewOutcome.choices if choice[0] != ReviewOutcome.EXTEND
            ]

    def get_layout(self):
        extended_to = ["extended_to"] if self.may_extend else []
        return [
            "held_on",
            "attendees",
            Question("notes", rows=8),
            Question("outcome", hints=HINTS),
            *extended_to,
            "next_due_on",
        ]

    def clean_held_on(self):
        if self.cleaned_data["held_on"] > self.today:
            raise forms.ValidationError("Date of the review must be today or in the past")
        return self.cleaned_data["held_on"]

    def clean(self):
        facts = super().clean()
        outcome = facts.get("outcome")
        if outcome == ReviewOutcome.EXTEND:
            self._require("extended_to", "Enter the new end")
        if outcome and outcome not in LAST:
            self._require("next_due_on", "Enter when the next review is due")
        return facts

    def _require(self, name, message):
        if name in self.fields and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)
