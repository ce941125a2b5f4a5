"""Adding a pupil, and choosing one."""

from django import forms
from django.core.exceptions import ValidationError

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from placements import rules
from placements.choices import Roll
from placements.forms.pupil_section import NO_SCHOOL, school_fits_roll, upn_or_refusal
from placements.models import Pupil

RADIOS = forms.RadioSelect


class PupilForm(ServiceModelForm):
    """The facts without which nobody can be placed; the rest is added on the pupil's page."""

    submit = "Save the pupil"
    is_another_child = forms.BooleanField(
        label="This is another child of the same name and date of birth", required=False
    )
    apart_reason = forms.CharField(
        label="How you know that it is another child",
        required=False,
        max_length=300,
        widget=forms.Textarea,
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
        twin = ["is_another_child", Question("apart_reason", rows=2)] if self.asks_twin else []
        return [*twin, names, identity, roll, needs]

    def ask_twin(self):
        """Show the questions that only a likely duplicate raises."""
        self.asks_twin = True

    def clean_upn(self):
        return upn_or_refusal(self.cleaned_data["upn"])

    def clean_date_of_birth(self):
        born = self.cleaned_data["date_of_birth"]
        if problem := rules.too_young_or_old(born, self.today):
            raise ValidationError(problem)
        return born

    def clean(self):
        facts = super().clean()
        if "school" in self.fields and "roll" in facts:
            school_fits_roll(self, facts)
        if facts.get("is_another_child") and not facts.get("apart_reason"):
            self.ask_twin()
            self.add_error("apart_reason", "Say how you know that it is another child")
        return facts

    def _post_clean(self):
        """Leave the record as it is until the action changes it; the form has checked the rest."""


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
