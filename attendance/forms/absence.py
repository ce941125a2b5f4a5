"""What is known ahead of an absence, what was done about it, and part-time timetables."""

import datetime as dt

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from apcommission.terms.choices import Session
from attendance.choices import Escalation, FollowUpOutcome, PlannedKind, SeenSafe
from attendance.part_time import HALF_DAYS

# A leave longer than this is a change of the placement, not an absence.
LONGEST = dt.timedelta(days=92)


class AbsencePlanForm(ServiceForm):
    submit = "Save the planned absence"

    kind = forms.ChoiceField(
        label="Why will the pupil not come?",
        choices=PlannedKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why the pupil will not come"},
    )
    starts_on = DateField(label="First day", what="First day")
    ends_on = DateField(label="Last day", what="Last day", help_text="The same for one day.")
    session = forms.ChoiceField(
        label="Which part of the day?",
        required=False,
        choices=[("", "The whole day"), *Session.choices],
    )
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=200,
        help_text="Whoever takes the register reads it. Nothing medical.",
    )

    def clean(self):
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The last day must not be before the first")
        elif start and end and end - start > LONGEST:
            self.add_error("ends_on", "Enter three months or less; pause the placement for more")
        return data


class WithdrawForm(ServiceForm):
    submit = "Take it back"


class PartTimeForm(ServiceForm):
    submit = "Record the agreement"

    half_days = forms.MultipleChoiceField(
        label="When does the pupil not attend anywhere?",
        choices=HALF_DAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text="Code C2 stands for these half-days. Time at a provider is never C2.",
        error_messages={"required": "Select at least one half-day"},
    )
    starts_on = DateField(label="From", what="Start date")
    ends_on = DateField(
        label="Until",
        what="End date",
        help_text="A part-time timetable is temporary. After this day C2 is proposed no more.",
    )
    parent = forms.CharField(label="Which parent agreed?", max_length=100)
    reason = forms.CharField(
        label="Why is it needed?", max_length=300, help_text="The exceptional circumstances."
    )

    def get_layout(self):
        return [Question("half_days", size="m"), "starts_on", "ends_on", "parent", "reason"]

    def clean(self):
        data = super().clean()
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The end date must not be before the start date")
        return data


class PartTimeStopForm(ServiceForm):
    submit = "End the part-time timetable"
    on = DateField(label="Last day of the part-time timetable", what="Last day")


class FollowUpForm(ServiceForm):
    submit = "Save what was done"

    asked = forms.CharField(
        label="Who was asked, and how?",
        max_length=100,
        help_text="For example: mother, by telephone.",
        error_messages={"required": "Enter who was asked"},
    )
    outcome = forms.ChoiceField(
        label="What came of it?",
        choices=FollowUpOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what came of it"},
    )
    seen_safe = forms.ChoiceField(
        label="Has somebody seen or spoken to the child?",
        choices=SeenSafe.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the child was seen or spoken to"},
    )
    escalated_to = forms.ChoiceField(
        label="Who else was told?",
        required=False,
        choices=[("", "Nobody else"), *Escalation.choices],
    )
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=300, widget=forms.Textarea
    )

    def get_layout(self):
        return ["asked", "outcome", "seen_safe", "escalated_to", Question("note", rows=3)]


class ReopenForm(ServiceForm):
    submit = "Reopen the register"
    reason = forms.CharField(
        label="Why is it reopened?",
        max_length=300,
        error_messages={"required": "Say why it is reopened"},
    )


KEEP, REPLACE = "keep", "replace"


class ConflictSettleForm(ServiceForm):
    """`stored` and `other` are the two marks in words; `is_entering` asks who told."""

    submit = "Save the decision"

    which = forms.ChoiceField(
        label="Which mark is right?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which mark is right"},
    )
    reason = forms.CharField(
        label="How do you know?",
        max_length=300,
        error_messages={"required": "Say how you know which mark is right"},
    )
    on_behalf = forms.CharField(
        label="Who at the provider told you, and how?", required=False, max_length=150
    )

    def __init__(self, *args, stored, other, is_entering, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [(KEEP, stored), (REPLACE, other)]
        if not is_entering:
            del self.fields["on_behalf"]

    def clean(self):
        data = super().clean()
        asks = "on_behalf" in self.fields and data.get("which") == REPLACE
        if asks and not data.get("on_behalf", "").strip():
            self.add_error("on_behalf", "Say who at the provider told you")
        return data
