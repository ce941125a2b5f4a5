"""Boxes of a week that were not marked, filled in afterwards."""

import uuid

from django import forms

from apcommission.design.forms import ServiceForm
from attendance.choices import Observation
from attendance.planning import MarkInput

CHOICES = [
    ("", "Not yet marked"),
    (Observation.PRESENT.value, Observation.PRESENT.label),
    (Observation.ABSENT.value, Observation.ABSENT.label),
]


class RegisterWeekForm(ServiceForm):
    """`cells` are those of the grid that may be filled. Late and left early need a time, and are
    marked on the register itself."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, cells, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())
        self.cells = {cell.name: cell for cell in cells if cell.name}
        for name, cell in self.cells.items():
            label = f"{cell.row.name}, {cell.row.date:%A} {cell.row.session}"
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=CHOICES,
                required=False,
                widget=forms.Select(attrs={"class": "govuk-select", "aria-label": label}),
            )

    def clean_key(self):
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()

    def registers(self):
        """{(date, session): [MarkInput]} of what was filled in, in order."""
        found = {}
        for name, cell in self.cells.items():
            if self.cleaned_data.get(name):
                mark = MarkInput(cell.row.placement_id, self.cleaned_data[name])
                found.setdefault((cell.row.date, cell.row.session), []).append(mark)
        return dict(sorted(found.items()))
