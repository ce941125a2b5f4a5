"""Making one record of two, keeping two apart, answering a school."""

import datetime as dt

from django import forms

from apcommission.accounts.imports.authorities import la_names
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Fieldset, Question
from placements.codesets import ethnicities, languages
from placements.models import Pupil, PupilProfile

CODES = {"ethnicity": ethnicities, "first_language": languages}
FIRST, SECOND = "first", "second"
RADIOS = forms.RadioSelect


class PupilMergeForm(ServiceForm):
    """`differing`: [(name, first value, second value)], from actions.differing."""

    submit = "Make one record of the two"
    warning = True
    keep = forms.ChoiceField(label="Which record stays?", widget=RADIOS)
    reason = forms.CharField(
        label="How you know that they are one child", widget=forms.Textarea, max_length=500
    )

    def __init__(self, *args, first, second, differing, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = (first, second)
        self.names = [name for name, _, _ in differing]
        self.fields["keep"].choices = [
            (word, f"{pupil.register_name}, record {pupil.pk}")
            for word, pupil in zip((FIRST, SECOND), self.pair, strict=True)
        ]
        reason = self.fields.pop("reason")
        for name, mine, theirs in differing:
            self.fields[f"take_{name}"] = forms.ChoiceField(
                label=label_of(name),
                choices=[(FIRST, self.words(0, name, mine)), (SECOND, self.words(1, name, theirs))],
                widget=RADIOS,
                initial=SECOND if mine in ("", None) else FIRST,
                error_messages={"required": f"Select the {label_of(name).lower()}"},
            )
        self.fields["reason"] = reason

    def get_layout(self):
        choices = [Question(f"take_{name}", small=True) for name in self.names]
        facts = [Fieldset("Where the two records differ", *choices)] if choices else []
        return ["keep", *facts, Question("reason", rows=3)]

    def words(self, place, name, value):
        """A value as a person reads it."""
        pupil = self.pair[place]
        if name == "school":
            return f"{pupil.school or 'No school'}: {pupil.get_roll_display()}"
        if name.endswith("la_code"):
            return la_names().get(value, value) or "Not given"
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, dt.date):
            return f"{value:%-d %B %Y}"
        if name in CODES:
            return CODES[name]().get(value, value) or "Not given"
        display = getattr(pupil, f"get_{name}_display", None)
        text = display() if display else value
        return "Not given" if text in ("", None) else str(text)

    def choice(self):
        """(the record that stays, the one that is merged, the facts taken from the merged)."""
        first, second = self.pair
        facts = self.cleaned_data
        other = SECOND if facts["keep"] == FIRST else FIRST
        taken = [name for name in self.names if facts[f"take_{name}"] == other]
        return (first, second, taken) if facts["keep"] == FIRST else (second, first, taken)


def label_of(name):
    model = Pupil if name in {field.name for field in Pupil._meta.fields} else PupilProfile
    words = {
        "la_code": "LA",
        "home_la_code": "home LA",
        "nc_year_offset": "years above or below their age",
    }
    label = words.get(name) or str(model._meta.get_field(name).verbose_name)
    return label[0].upper() + label[1:]


class PupilApartForm(ServiceForm):
    submit = "Keep the two records apart"
    reason = forms.CharField(
        label="How you know that they are two children", widget=forms.Textarea, max_length=300
    )


class ClaimSettleForm(ServiceForm):
    submit = "Answer the school"
    moves = forms.ChoiceField(
        label="What is right?",
        widget=RADIOS,
        choices=[
            ("yes", "The pupil is at this school now: move the record to its roll"),
            ("no", "The record stays where it is"),
        ],
    )
    answer = forms.CharField(
        label="What the school is told",
        help_text="Do not name another school.",
        widget=forms.Textarea,
        max_length=500,
    )
