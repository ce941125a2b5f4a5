"""What comes in about visits."""

from django import forms
from django.core.validators import MaxLengthValidator

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from apcommission.design.wording import say_what_to_do
from providers.models import Provider, Site
from qa.choices import Grade, Outcome, VisitKind
from qa.models import Framework
from qa.rules import MONTHS_TO_NEXT_VISIT

# Long enough for a page of notes; a count under each of 21 boxes would only be noise.
LONGEST_NOTE = 4000


class VisitProviderForm(ServiceForm):
    submit = "Continue"
    method = "get"

    provider = forms.ModelChoiceField(
        Provider.objects.none(), label="Which provider do you visit?", empty_label="Choose one"
    )

    def __init__(self, *args, providers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers
        self.fields["provider"].error_messages["required"] = "Select the provider"


class VisitAddForm(ServiceForm):
    submit = "Begin the visit"

    kind = forms.ChoiceField(
        label="What kind of visit is it?",
        choices=VisitKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of visit it is"},
    )
    visited_on = DateField(label="When is the visit?", what="Date of the visit")
    site = forms.ModelChoiceField(
        Site.objects.none(),
        label="Which site?",
        required=False,
        widget=forms.RadioSelect,
        empty_label="All sites, or none in particular",
    )
    framework = forms.ModelChoiceField(
        Framework.objects.none(),
        label="Standards",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="A visit always reads with the standards it was made on.",
    )

    def __init__(self, *args, provider, frameworks, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["visited_on"].initial = today
        self.fields["site"].queryset = provider.sites.active().by_name()
        self.fields["framework"].queryset = frameworks
        self.fields["framework"].initial = frameworks.first()

    def get_layout(self):
        return [Question(name, size="m") for name in self.fields]

    def clean_visited_on(self):
        visited_on = self.cleaned_data["visited_on"]
        if visited_on > self.today:
            raise forms.ValidationError("Date of the visit must be today or in the past")
        return visited_on


class VisitRecordForm(ServiceForm):
    """All standards of a visit at once. Everything may be empty: a draft is saved at any time."""

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for line in sheet.lines:
            outcome, evidence = self._fields(line)
            self.fields[f"outcome_{line.standard.pk}"] = outcome
            self.fields[f"evidence_{line.standard.pk}"] = evidence
        self.fields["summary"] = _note("Summary of the visit", sheet.visit.summary)
        self.fields[
            "summary"
        ].help_text = "Schools read this first. Do not name a child or a member of staff."
        for field in self.fields.values():
            say_what_to_do(field)

    def _fields(self, line):
        outcome = forms.ChoiceField(
            label=f"{line.standard.number} {line.standard.summary}",
            choices=Outcome,
            widget=forms.RadioSelect,
            required=False,
            initial=line.judgement.outcome if line.judgement else "",
        )
        evidence = line.judgement.evidence if line.judgement else ""
        return outcome, _note(f"Evidence for {line.standard.number}", evidence)

    def blocks(self):
        """(area, [(line, outcome, evidence)]) with bound fields, in the order of the page."""
        for area in self.sheet.areas:
            yield (
                area,
                [
                    (
                        line,
                        self[f"outcome_{line.standard.pk}"],
                        self[f"evidence_{line.standard.pk}"],
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


def _note(label, text):
    too_long = f"{label} must be %(limit_value)d characters or fewer"
    return forms.CharField(
        label=label,
        initial=text,
        required=False,
        widget=forms.Textarea,
        validators=[MaxLengthValidator(LONGEST_NOTE, too_long)],
    )


class VisitSignOffForm(ServiceForm):
    submit = "Sign off and publish"

    grade = forms.ChoiceField(
        label="Grade",
        choices=Grade,
        widget=forms.RadioSelect,
        help_text="It stands in the catalogue the moment you sign off.",
    )
    next_due_on = DateField(
        label="Next visit due (optional)",
        what="Next visit",
        required=False,
        help_text="Leave empty to follow the grade.",
    )

    def get_layout(self):
        hints = {
            str(grade): f"Next visit after {months} month{'' if months == 1 else 's'}"
            for grade, months in MONTHS_TO_NEXT_VISIT.items()
        }
        return [Question("grade", hints=hints, size="m"), Question("next_due_on", size="m")]


class VisitReturnForm(ServiceForm):
    submit = "Send it back"

    reason = forms.CharField(
        label="What must the lead change?", widget=forms.Textarea, max_length=1000
    )


class ActionAddForm(ServiceForm):
    submit = "Add the action"

    title = forms.CharField(label="What must be put right?", max_length=200)
    owner = forms.CharField(label="Who will do it (optional)", max_length=100, required=False)
    due_on = DateField(label="By when?", what="Due date")

    def get_layout(self):
        return [
            "title",
            Question("owner", width="two-thirds"),
            "due_on",
        ]


class ActionCloseForm(ServiceForm):
    submit = "Close the action"

    closed_on = DateField(label="When was it put right?", what="Date")
