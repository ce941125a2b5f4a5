"""What comes in: a closure, and the six half terms of a year."""

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Fieldset, Question
from apcommission.terms.choices import ClosureKind, Session
from apcommission.terms.rules import HALF_TERM_NAMES, half_terms_problem


class ClosureAddForm(ServiceForm):
    submit = "Add these dates"

    kind = forms.ChoiceField(
        label="Why is there no session?",
        choices=[
            (ClosureKind.INSET, "INSET day"),
            (ClosureKind.CLOSURE, "Closed for another reason"),
            (ClosureKind.BANK_HOLIDAY, "Extra bank holiday"),
        ],
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="First day", what="First day")
    ends_on = DateField(
        label="Last day (optional)",
        what="Last day",
        required=False,
        help_text="Leave empty when it is one day.",
    )
    session = forms.ChoiceField(
        label="Which part of the day?",
        choices=[("", "The whole day"), *[(s.value, f"Only the {s.label}") for s in Session]],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label="Reason people will see",
        max_length=200,
        help_text="For example, INSET day, or Polling station.",
    )

    def get_layout(self):
        return [
            Question("kind", size="m"),
            Fieldset("When?", "starts_on", "ends_on", Question("session", size="s")),
            Question("reason", size="m"),
        ]

    def clean(self):
        cleaned = super().clean()
        start = cleaned.get("starts_on")
        if start and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = start
        if start and cleaned.get("ends_on") and cleaned["ends_on"] < start:
            self.add_error("ends_on", "Last day must be the same as or after the first day")
        return cleaned


class HalfTermEditForm(ServiceForm):
    """Twelve dates: when each of the six half terms starts and ends."""

    submit = "Save half terms"

    def __init__(self, *args, year, **kwargs):
        self.year = year
        super().__init__(*args, **kwargs)

    def get_layout(self):
        return [
            Fieldset(name, f"starts_{number}", f"ends_{number}")
            for number, name in HALF_TERM_NAMES.items()
        ]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and (problem := half_terms_problem(self.year, self.dates())):
            self.add_error(None, problem)
        return cleaned

    def dates(self):
        """Six (start, end), in order; of a form whose fields are valid."""
        return [
            (self.cleaned_data[f"starts_{number}"], self.cleaned_data[f"ends_{number}"])
            for number in HALF_TERM_NAMES
        ]

    @staticmethod
    def initial_of(half_terms):
        """What to show in the form for half terms that are set already."""
        values = {f"starts_{h.number}": h.starts_on for h in half_terms}
        return values | {f"ends_{h.number}": h.ends_on for h in half_terms}


# One pair of questions for each half term.
for _number, _name in HALF_TERM_NAMES.items():
    HalfTermEditForm.base_fields[f"starts_{_number}"] = DateField(
        label="First day", what=f"{_name}: first day"
    )
    HalfTermEditForm.base_fields[f"ends_{_number}"] = DateField(
        label="Last day", what=f"{_name}: last day"
    )
