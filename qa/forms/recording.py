"""What a visit, or a provider about itself, writes on each standard."""

from django import forms
from django.core.validators import MaxLengthValidator

from apcommission.design.forms import ServiceForm
from apcommission.design.wording import say_what_to_do
from qa.choices import Outcome, VoiceOf
from qa.rules import OUTCOMES_OF

# Long enough for a page of notes; a count under each of 21 boxes would only be noise.
LONGEST_NOTE = 4000


def _outcome(standard, scale, initial=""):
    return forms.ChoiceField(
        label=f"{standard.number} {standard.summary}",
        choices=[(each.value, each.label) for each in OUTCOMES_OF[scale]],
        widget=forms.RadioSelect,
        required=False,
        initial=initial,
    )


def _note(label, text, help_text=""):
    too_long = f"{label} must be %(limit_value)d characters or fewer"
    return forms.CharField(
        label=label,
        initial=text,
        required=False,
        widget=forms.Textarea,
        help_text=help_text,
        validators=[MaxLengthValidator(LONGEST_NOTE, too_long)],
    )


class SheetForm(ServiceForm):
    """All standards of a sheet at once. Everything may be empty: a draft is saved at any time."""

    notes = ("evidence",)
    # Label and hint of the summary.
    summary = ("Summary", "Do not name a child.")

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for line in sheet.lines:
            for name, field in self.fields_of(line).items():
                self.fields[f"{name}_{line.standard.pk}"] = field
        label, hint = self.summary
        self.fields["summary"] = _note(label, sheet.subject.summary, hint)
        for field in self.fields.values():
            say_what_to_do(field)

    def fields_of(self, line):
        judgement = line.judgement
        return {
            "outcome": _outcome(
                line.standard, self.sheet.scale, judgement.outcome if judgement else ""
            ),
            "evidence": _note(
                f"Evidence for {line.standard.number}", judgement.evidence if judgement else ""
            ),
        }

    def blocks(self):
        """(area, [(line, outcome, other fields)]) bound, in the order of the page."""
        for area in self.sheet.areas:
            yield (
                area,
                [
                    (
                        line,
                        self[f"outcome_{line.standard.pk}"],
                        [self[f"{name}_{line.standard.pk}"] for name in self.notes],
                    )
                    for line in area.lines
                ],
            )

    def judgements(self):
        """{standard id: (outcome, evidence)} for each standard that has either, now or before."""
        answers = {}
        for line in self.sheet.lines:
            outcome = self.cleaned_data[f"outcome_{line.standard.pk}"]
            evidence = self.cleaned_data[f"evidence_{line.standard.pk}"]
            if outcome or evidence or line.judgement:
                answers[line.standard.pk] = (outcome, evidence)
        return answers


class VisitRecordForm(SheetForm):
    """What a visit found, with what is not for schools beside it."""

    notes = ("evidence", "confidential")
    summary = (
        "Summary of the visit",
        "Schools read this first. Do not name a child or a member of staff.",
    )

    def fields_of(self, line):
        return {
            **super().fields_of(line),
            "confidential": _note(f"Not for schools, {line.standard.number}", line.confidential),
        }

    def confidential(self):
        """{standard id: text} of what schools do not read, where there is any, now or before."""
        return {
            line.standard.pk: self.cleaned_data[f"confidential_{line.standard.pk}"]
            for line in self.sheet.lines
            if self.cleaned_data[f"confidential_{line.standard.pk}"] or line.confidential
        }


class SelfAssessmentForm(SheetForm):
    """What a provider says of itself."""

    summary = ("Summary: what goes well, and what you are working on", "Do not name a child.")


class BlockForm(forms.Form):
    """One standard as a page sends it in the background while somebody writes."""

    standard = forms.IntegerField(min_value=1)
    outcome = forms.ChoiceField(choices=Outcome, required=False)
    evidence = forms.CharField(required=False, max_length=LONGEST_NOTE)
    confidential = forms.CharField(required=False, max_length=LONGEST_NOTE)


class PhotoForm(ServiceForm):
    submit = "Add the photo"

    upload = forms.FileField(
        label="Photo",
        help_text=(
            "JPG or PNG, smaller than 10 MB. Where and when it was taken is removed from it. "
            "Take no picture of a child."
        ),
        error_messages={"required": "Choose a photo", "empty": "The file is empty."},
    )
    caption = forms.CharField(label="What does it show?", max_length=200)


class VoiceForm(ServiceForm):
    submit = "Add what they said"

    of = forms.ChoiceField(
        label="Whom did you speak with?", choices=VoiceOf, widget=forms.RadioSelect
    )
    how_many = forms.IntegerField(label="How many were they?", min_value=1, max_value=200)
    said = forms.CharField(
        label="What did they say?",
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        help_text="Name nobody, and leave out what tells who said it.",
    )
