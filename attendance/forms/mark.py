"""One mark changed, one session not delivered, one code decided, one date chosen."""

import uuid

from django import forms

from apcommission.design.fields import TimeField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Fieldset, Question
from attendance.choices import AbsenceReason, Observation
from attendance.rules import minutes_problem


class MarkChangeForm(ServiceForm):
    """What the mark should have been, and why it changes. `times` are the session's."""

    submit = "Change the mark"

    observation = forms.ChoiceField(
        label="What happened?", choices=Observation.choices, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(
        label="Minutes late",
        required=False,
        help_text="Only for late",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    left_at = TimeField(label="Time they left", required=False, help_text="Only for left early")
    absence_reason = forms.ChoiceField(
        label="Do you know why?",
        required=False,
        choices=[("", "Choose one"), *AbsenceReason.choices],
        help_text="Only for not here",
    )
    told_by = forms.CharField(
        label="Who told you?", required=False, max_length=100, help_text="Only for not here"
    )
    reason = forms.CharField(
        label="Why are you changing this mark?",
        max_length=300,
        widget=forms.Textarea,
        help_text="The school sees it, with what was there before.",
        error_messages={"required": "Say why you are changing this mark"},
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, times, **kwargs):
        super().__init__(*args, **kwargs)
        self.times = times

    def get_layout(self):
        return [
            Question("observation", size="m"),
            Fieldset(
                "Late, left early or not here",
                Question("minutes", width=3),
                Question("left_at", width=5),
                "absence_reason",
                "told_by",
            ),
            Question("reason", size="m", rows=3),
            "base_version",
        ]

    def clean(self):
        data = super().clean()
        start, finish = self.times
        observation, minutes = data.get("observation"), None
        if observation == Observation.LATE:
            minutes = data.get("minutes")
        if observation == Observation.LEFT_EARLY and data.get("left_at"):
            minutes = between(data["left_at"], finish)
        if observation and not self.errors:
            problem = minutes_problem(observation, minutes, between(start, finish))
            if problem:
                name = "left_at" if observation == Observation.LEFT_EARLY else "minutes"
                self.add_error(name, WRONG_MINUTES[name].format(start, finish))
        data["minutes"] = minutes
        if observation != Observation.ABSENT:
            data["absence_reason"], data["told_by"] = "", ""
        return data


WRONG_MINUTES = {
    "minutes": "Enter how many minutes late they were, fewer than the session has",
    "left_at": "Enter the time they left, between {:%H:%M} and {:%H:%M}",
}


def between(start, finish):
    """Minutes from one time of day to another."""
    return (finish.hour - start.hour) * 60 + finish.minute - start.minute


class RegisterNotDeliveredForm(ServiceForm):
    """Why a whole session was not held."""

    submit = "Record that it was not delivered"
    warning = True

    reason = forms.CharField(
        label="Why was the session not delivered?",
        max_length=200,
        help_text="For example: the site was closed, or the tutor was ill and there was no cover.",
        error_messages={"required": "Say why the session was not delivered"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())


class CodeDecideForm(ServiceForm):
    """The school's own code for one session. `codes` are those that may be chosen."""

    submit = "Save the code"

    code = forms.ChoiceField(label="Code for your register")
    reason = forms.CharField(
        label="Why this code?",
        required=False,
        max_length=300,
        widget=forms.Textarea,
        help_text="Needed when it is not the one proposed.",
    )

    def __init__(self, *args, codes, proposed, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        choices = [(code.code, str(code)) for code in codes]
        self.fields["code"].choices = [("", "Choose a code"), *choices]

    def get_layout(self):
        return ["code", Question("reason", rows=3)]

    def clean(self):
        data = super().clean()
        if data.get("code") and data["code"] != self.proposed and not data.get("reason"):
            self.add_error("reason", "Say why the code is not the one proposed")
        return data


class DateForm(ServiceForm):
    """Another date to look at."""

    submit = "Show this date"
    method = "get"

    date = forms.DateField(label="Date")
