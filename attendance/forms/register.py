"""The register as it is sent, and as it is shown: one entry a pupil."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django import forms

from apcommission.design.fields import TimeField
from apcommission.design.forms import ServiceForm
from attendance.choices import AbsenceReason, Observation
from attendance.planning import MarkInput
from attendance.rules import length_in_minutes

O = Observation  # noqa: E741
FIELDS = ("mark", "minutes", "left", "reason", "told", "note", "version", "was")


@dataclass
class Entry:
    """What the page shows of one pupil: the row as stored, or what was typed, and its errors."""

    row: object
    mark: str = ""
    minutes: str = ""
    left: str = ""
    reason: str = ""
    told: str = ""
    note: str = ""
    version: str = "0"
    was: str = ""
    errors: dict = field(default_factory=dict)
    is_conflict: bool = False

    @property
    def is_other(self):
        """Whether the choice is one of the rarer two, so that they are shown open."""
        return self.mark in (O.LEFT_EARLY, O.NOT_DELIVERED)


def stored_entry(row, finishes_at):
    """The entry of a row as it is stored; nothing is marked ahead for a pupil without a mark."""
    entry = Entry(row, row.observation, version=str(row.version))
    if row.observation == O.LATE:
        entry.minutes = str(row.minutes)
    if row.observation == O.LEFT_EARLY:
        entry.left = _clock(minutes_of(finishes_at) - row.minutes)
    if row.observation == O.ABSENT:
        entry.reason, entry.told = row.reason, row.told_by
    if row.observation == O.NOT_DELIVERED:
        entry.note = row.note
    entry.was = signature(
        entry.mark, entry.minutes, entry.left, entry.reason, entry.told, entry.note
    )
    return entry


def signature(mark, minutes, left, reason, told, note):
    """What tells an entry that was touched from one that was only sent back as it was shown."""
    said = {
        O.LATE: minutes,
        O.LEFT_EARLY: left,
        O.ABSENT: f"{reason}|{told}",
        O.NOT_DELIVERED: note,
    }
    return f"{mark}|{said.get(mark, '')}".strip()


def minutes_of(time):
    return time.hour * 60 + time.minute


def _clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


class RegisterForm(ServiceForm):
    """Marks as they were sent: after is_valid, `marks` are those that were set or changed.

    `times` are the session's (start, finish); `read_rows` gives the register's rows, asked for
    only when something is wrong and a pupil must be named.
    """

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    change_reason = forms.CharField(
        label="Why are you changing marks that were saved?", required=False, max_length=300
    )
    on_behalf = forms.CharField(
        label="Who at the provider told you, and how?",
        required=False,
        max_length=150,
        help_text="For example: Pat Lowe, by telephone. Everybody sees it beside the marks.",
    )

    def __init__(self, *args, times, read_rows, is_entering=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.times = times
        self.is_entering = is_entering
        self._read_rows = read_rows
        self.marks = []
        self.ids = []
        if self.is_bound:
            self.ids = sorted({int(n[8:]) for n in self.data if _is_version(n)})
            for pk in self.ids:
                self._add_fields(pk)

    @cached_property
    def rows(self):
        return {row.placement_id: row for row in self._read_rows()}

    def _add_fields(self, pk):
        self.fields[f"mark-{pk}"] = forms.ChoiceField(
            choices=O.choices, widget=forms.RadioSelect, required=False
        )
        self.fields[f"minutes-{pk}"] = forms.IntegerField(required=False)
        self.fields[f"left-{pk}"] = TimeField(required=False)
        self.fields[f"reason-{pk}"] = forms.ChoiceField(
            choices=AbsenceReason.choices, required=False
        )
        self.fields[f"told-{pk}"] = forms.CharField(required=False, max_length=100)
        self.fields[f"note-{pk}"] = forms.CharField(required=False, max_length=300)
        self.fields[f"version-{pk}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_key(self):
        """A key that is missing or spoilt costs the protection against doubles, not the marks."""
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()

    def clean(self):
        if self.is_entering and not self.cleaned_data.get("on_behalf", "").strip():
            self.add_error("on_behalf", "Say who at the provider told you")
        self.marks = [mark for pk in self.ids if (mark := self._mark(pk)) is not None]
        return self.cleaned_data

    def _mark(self, pk):
        if f"mark-{pk}" in self._errors:
            self._say(f"mark-{pk}", f"Choose what happened for {self._name(pk)}")
            return None
        observation = self.cleaned_data.get(f"mark-{pk}")
        if not observation or self._sent(pk) == self.data.get(f"was-{pk}", "").strip():
            # Untouched: what else is wrong in hidden boxes of this pupil is not the sender's.
            self._forgive(pk)
            return None
        minutes = self._minutes(pk, observation)
        absent = observation == O.ABSENT
        if observation == O.NOT_DELIVERED and not self.cleaned_data.get(f"note-{pk}", "").strip():
            self._say(f"note-{pk}", f"Say why {self._name(pk)} could not be taught")
        return MarkInput(
            placement_id=pk,
            observation=observation,
            minutes=minutes,
            base_version=self.cleaned_data.get(f"version-{pk}") or 0,
            reason=self.cleaned_data.get(f"reason-{pk}") or None if absent else None,
            told_by=self.cleaned_data.get(f"told-{pk}", "") if absent else "",
            note=self.cleaned_data.get(f"note-{pk}", "") if observation == O.NOT_DELIVERED else "",
        )

    def _sent(self, pk):
        return signature(*(self.data.get(f"{name}-{pk}", "").strip() for name in FIELDS[:6]))

    def _forgive(self, pk):
        for name in FIELDS[:7]:
            self._errors.pop(f"{name}-{pk}", None)

    def _minutes(self, pk, observation):
        """The minutes lost, in place of what was typed for the other choices."""
        for name, only in (("minutes", O.LATE), ("left", O.LEFT_EARLY)):
            if observation != only:
                self._errors.pop(f"{name}-{pk}", None)
        if observation == O.LATE:
            return self._late_by(pk)
        if observation == O.LEFT_EARLY:
            return self._left_by(pk)
        return None

    def _late_by(self, pk):
        longest = length_in_minutes(*self.times) - 1
        minutes = self.cleaned_data.get(f"minutes-{pk}")
        if f"minutes-{pk}" in self._errors or (minutes and not 1 <= minutes <= longest):
            self._say(
                f"minutes-{pk}",
                f"Minutes late for {self._name(pk)} must be a whole number between 1 and {longest}",
            )
        elif not minutes:
            self._say(f"minutes-{pk}", f"Enter how many minutes late {self._name(pk)} was")
        return minutes

    def _left_by(self, pk):
        start, finish = self.times
        left = self.cleaned_data.get(f"left-{pk}")
        if f"left-{pk}" in self._errors or (left and not start < left < finish):
            self._say(
                f"left-{pk}",
                f"The time {self._name(pk)} left must be between {start:%H:%M} and {finish:%H:%M}",
            )
        elif left is None:
            self._say(f"left-{pk}", f"Enter the time {self._name(pk)} left, like 11:15")
        else:
            return minutes_of(finish) - minutes_of(left)
        return None

    def _say(self, name, message):
        """One message a box, in place of the field's own."""
        self._errors.pop(name, None)
        self.add_error(name, message)

    def _name(self, pk):
        row = self.rows.get(pk)
        return row.name if row else "a pupil who is no longer in this register"

    def entry(self, row):
        """What was typed for a row, with its errors; as stored when it was not touched."""
        stored = stored_entry(row, self.times[1])
        pk = row.placement_id
        if pk not in self.ids:
            return stored
        sent = {name: self.data.get(f"{name}-{pk}", "").strip() for name in FIELDS}
        if self._sent(pk) == sent["was"]:
            return stored
        errors = {
            name: self.errors[f"{name}-{pk}"]
            for name in FIELDS[:6]
            if f"{name}-{pk}" in self.errors
        }
        return Entry(row, **sent, errors=errors)

    def entry_in_conflict(self, row):
        """What was typed beside what somebody else has stored since: sent again, it is a change
        of their mark, made knowingly and with a reason."""
        entry, stored = self.entry(row), stored_entry(row, self.times[1])
        entry.version, entry.was, entry.is_conflict = stored.version, stored.was, True
        return entry


def _is_version(name):
    return name.startswith("version-") and name[8:].isdecimal()
