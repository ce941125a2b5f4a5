from django import forms
from django.core.exceptions import ValidationError

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from placements import rules
from placements.choices import Roll
from placements.identifiers import upn_problem
from placements.models import Pupil, PupilSafeguarding

RADIOS = forms.RadioSelect
NO_SCHOOL = "No school: on no roll"


class PupilForm(ServiceModelForm):
    """A pupil's record, for the school on whose roll the pupil is, or for the authority."""

    submit = "Save the pupil"
    is_another_child = forms.BooleanField(
        label="This is another child of the same name and date of birth", required=False
    )

    class Meta:
        model = Pupil
        fields = [
            "forename",
            "surname",
            "preferred_forename",
            "upn",
            "date_of_birth",
            "sex",
            "school",
            "roll",
            "sen_provision",
            "sen_need",
            "is_looked_after",
            "has_free_meals",
        ]
        labels = {
            "forename": "First name, as on the register",
            "surname": "Last name",
            "preferred_forename": "First name they use (optional)",
            "upn": "UPN (optional)",
            "school": "Home school",
            "roll": "Roll",
            "sen_provision": "Special educational needs",
            "sen_need": "Main need (optional)",
        }
        help_texts = {
            "upn": "13 characters, like A123456789012. Leave it empty if none is known yet.",
            "date_of_birth": "For example, 4 5 2012",
        }
        widgets = {"sex": RADIOS, "roll": RADIOS, "sen_provision": RADIOS}

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.asks_twin = False
        self.fields["forename"].error_messages["required"] = "Enter the first name"
        self.fields["sen_provision"].error_messages["required"] = "Select the SEN provision"
        if user.organisation.kind == OrganisationKind.SCHOOL:
            del self.fields["school"]
            self.fields["roll"].choices = [c for c in Roll.choices if c[0] != Roll.NONE]
        else:
            schools = Organisation.objects.visible_to(user).schools().active().by_name()
            self.fields["school"].queryset = schools
            self.fields["school"].empty_label = NO_SCHOOL

    def get_layout(self):
        sex = Question("sex", inline=True)
        names = Fieldset("Name", "forename", "surname", "preferred_forename")
        identity = Fieldset("Identity", Question("upn", width=20), "date_of_birth", sex)
        roll = Fieldset("School", *[name for name in ("school", "roll") if name in self.fields])
        needs = Fieldset("Needs", "sen_provision", "sen_need", "is_looked_after", "has_free_meals")
        twin = ["is_another_child"] if self.asks_twin else []
        return [*twin, names, identity, roll, needs]

    def ask_twin(self):
        """Show the question that only a likely duplicate raises."""
        self.asks_twin = True

    def clean_upn(self):
        upn = self.cleaned_data["upn"].strip().upper()
        if problem := upn and upn_problem(upn):
            raise ValidationError(problem)
        return upn

    def clean_date_of_birth(self):
        born = self.cleaned_data["date_of_birth"]
        if problem := rules.too_young_or_old(born, self.today):
            raise ValidationError(problem)
        return born

    def clean(self):
        facts = super().clean()
        if "school" in self.fields and "roll" in facts:
            on_a_roll = facts["roll"] != Roll.NONE
            if on_a_roll and not facts.get("school"):
                self.add_error("school", "Select the home school, or “On no school's roll”")
            if not on_a_roll and facts.get("school"):
                self.add_error("roll", "A pupil with a home school is on its roll")
        return facts

    def facts(self):
        """What the record takes, without the question about a twin."""
        return {k: v for k, v in self.cleaned_data.items() if k != "is_another_child"}

    def _post_clean(self):
        """Leave the record as it is until the action changes it; the form has checked the rest."""


class SafeguardingForm(ServiceModelForm):
    """Only for designated safeguarding leads."""

    submit = "Save"

    class Meta:
        model = PupilSafeguarding
        fields = ["is_child_protection", "is_child_in_need", "social_worker", "detail"]
        labels = {
            "social_worker": "Social worker (optional)",
            "detail": "What those who teach the pupil must know (optional)",
        }

    def get_layout(self):
        return [
            Fieldset("Plans", "is_child_protection", "is_child_in_need"),
            "social_worker",
            Question("detail", rows=6),
        ]

    def _post_clean(self):
        """Leave the record as it is until the action changes it."""


class PupilChooseForm(ServiceForm):
    """Whose placement is asked for: one of the pupils found."""

    submit = "Continue"
    pupil = forms.ModelChoiceField(
        label="Which pupil?",
        queryset=Pupil.objects.none(),
        widget=RADIOS,
        empty_label=None,
        error_messages={"required": "Select the pupil"},
    )
    provider = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, pupils, shown, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["pupil"]
        field.queryset = pupils
        # The answer may be any pupil in scope; only those that the search found are drawn.
        field.widget.choices = [(pupil.pk, pupil.name) for pupil in shown]
        self.hints = {
            str(pupil.pk): f"Born {pupil.date_of_birth:%-d %b %Y}"
            + (f", {pupil.school}" if pupil.school else ", on no school's roll")
            for pupil in shown
        }

    def get_layout(self):
        return [Question("pupil", hints=self.hints, show_label=False), "provider"]
