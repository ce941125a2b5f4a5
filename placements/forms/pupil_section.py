"""One short form for each part of a pupil's record."""

from django import forms
from django.core.exceptions import ValidationError

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.imports.authorities import la_names
from apcommission.accounts.models import Organisation
from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from placements import rules
from placements.choices import Roll, SenProvision
from placements.codesets import ethnicities, languages
from placements.identifiers import uln_is_valid, upn_problem
from placements.models import Pupil, PupilProfile

RADIOS = forms.RadioSelect
NO_SCHOOL = "No school: on no roll"
YEARS = [(year, rules.year_name(year)) for year in range(-1, 15)]


def la_choices(blank):
    """("", blank) and the local authorities of England by name."""
    return [("", blank), *sorted(la_names().items(), key=lambda pair: pair[1])]


def upn_or_refusal(text):
    """The UPN in capital letters, "" for none; raises ValidationError for a wrong one."""
    upn = text.strip().upper()
    if problem := upn and upn_problem(upn):
        raise ValidationError(problem)
    return upn


class SectionForm(ServiceModelForm):
    """A part of a record. The form checks; the action alone changes the record."""

    submit = "Save"

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def _post_clean(self):
        """Leave the record as it is until the action changes it."""


class IdentityForm(SectionForm):
    title = "Name and identity"

    class Meta:
        model = Pupil
        fields = [
            "forename",
            "middle_names",
            "surname",
            "preferred_forename",
            "preferred_surname",
            "date_of_birth",
            "sex",
            "upn",
        ]
        labels = {
            "forename": "First name, as on the register",
            "middle_names": "Middle names (optional)",
            "surname": "Last name, as on the register",
            "preferred_forename": "First name they use (optional)",
            "preferred_surname": "Last name they use (optional)",
            "upn": "UPN (optional)",
        }
        help_texts = {
            "upn": "13 characters, like A123456789012. A temporary UPN ends with a letter.",
            "date_of_birth": "For example, 4 5 2012",
        }
        widgets = {"sex": RADIOS}

    def get_layout(self):
        names = Fieldset("On the register", "forename", "middle_names", "surname")
        used = Fieldset("In daily use", "preferred_forename", "preferred_surname")
        return [
            names,
            used,
            "date_of_birth",
            Question("sex", inline=True),
            Question("upn", width=20),
        ]

    def clean_upn(self):
        return upn_or_refusal(self.cleaned_data["upn"])

    def clean_date_of_birth(self):
        born = self.cleaned_data["date_of_birth"]
        if problem := rules.too_young_or_old(born, self.today):
            raise ValidationError(problem)
        return born


class YearForm(SectionForm):
    """Asks for the year; what is kept is its distance from the year of the pupil's age."""

    title = "School year"
    nc_year = forms.TypedChoiceField(
        label="School year",
        choices=[("", "The year of their age"), *YEARS],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Pupil
        fields = ["nc_year_reason"]
        labels = {"nc_year_reason": "Why it is not the year of their age (optional)"}
        help_texts = {"nc_year_reason": "Needed when you select a year."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.nc_year_offset:
            self.initial["nc_year"] = self.instance.nc_year_on(self.today)

    def get_layout(self):
        return ["nc_year", "nc_year_reason"]

    def clean(self):
        facts = super().clean()
        year, by_age = (
            facts.pop("nc_year", None),
            rules.nc_year(self.instance.date_of_birth, self.today),
        )
        facts["nc_year_offset"] = 0 if year is None else year - by_age
        if not facts["nc_year_offset"]:
            facts["nc_year_reason"] = ""
        elif not facts.get("nc_year_reason"):
            self.add_error("nc_year_reason", "Say why it is not the year of their age")
        return facts


class NeedsForm(SectionForm):
    title = "Special educational needs"
    ehc_la_code = forms.ChoiceField(
        label="LA that maintains the EHC plan (optional)", required=False
    )

    class Meta:
        model = Pupil
        fields = [
            "sen_provision",
            "sen_primary",
            "sen_secondary",
            "sen_need",
            "ehc_la_code",
            "ehc_review_due_on",
        ]
        labels = {
            "sen_provision": "Special educational needs",
            "sen_primary": "Main type of need (optional)",
            "sen_secondary": "Second type of need (optional)",
            "sen_need": "What it means for this pupil, in a few words (optional)",
            "ehc_review_due_on": "Next annual review due by (optional)",
        }
        widgets = {"sen_provision": RADIOS}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ehc_la_code"].choices = la_choices("Not an EHC plan, or not known")
        self.fields["sen_provision"].error_messages["required"] = "Select the SEN provision"

    def get_layout(self):
        need = Fieldset("Need", "sen_provision", "sen_primary", "sen_secondary", "sen_need")
        return [need, Fieldset("EHC plan", "ehc_la_code", "ehc_review_due_on")]

    def clean(self):
        facts = super().clean()
        has_plan = facts.get("sen_provision") == SenProvision.PLAN
        if not has_plan and (facts.get("ehc_la_code") or facts.get("ehc_review_due_on")):
            self.add_error(
                "sen_provision", "Select “EHC plan”, or leave the plan's LA and date empty"
            )
        if facts.get("sen_secondary") and facts["sen_secondary"] == facts.get("sen_primary"):
            self.add_error("sen_secondary", "Select another type than the main one")
        return facts


class CareForm(SectionForm):
    title = "Care and meals"
    care_la_code = forms.ChoiceField(
        label="LA that looks after the pupil (optional)", required=False
    )

    class Meta:
        model = Pupil
        fields = ["is_looked_after", "care_la_code", "care_since", "has_free_meals"]
        labels = {"care_since": "Looked after since (optional)"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["care_la_code"].choices = la_choices("Not looked after, or not known")

    def get_layout(self):
        care = Fieldset("Care", "is_looked_after", "care_la_code", "care_since")
        return [care, Fieldset("Meals", "has_free_meals")]

    def clean(self):
        facts = super().clean()
        if not facts.get("is_looked_after") and (
            facts.get("care_la_code") or facts.get("care_since")
        ):
            self.add_error("is_looked_after", "Tick “Looked after”, or leave its LA and date empty")
        if facts.get("care_since") and facts["care_since"] > self.today:
            self.add_error("care_since", "The date must be today or in the past")
        return facts


# The parts that are columns of the pupil itself, by the last word of their address.
SECTIONS = {"identity": IdentityForm, "year": YearForm, "needs": NeedsForm, "care": CareForm}


class ProfileForm(SectionForm):
    ethnicity = forms.ChoiceField(label="Ethnicity (optional)", required=False)
    first_language = forms.ChoiceField(label="First language (optional)", required=False)

    class Meta:
        model = PupilProfile
        fields = [
            "former_forename",
            "former_surname",
            "former_upn",
            "uln",
            "ethnicity",
            "first_language",
        ]
        labels = {
            "former_forename": "Former first name (optional)",
            "former_surname": "Former last name (optional)",
            "former_upn": "Former UPN (optional)",
            "uln": "ULN (optional)",
        }
        help_texts = {"uln": "Ten digits, from the age of 14."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ethnicity"].choices = [("", "Not known"), *ethnicities().items()]
        self.fields["first_language"].choices = [("", "Not known"), *languages().items()]

    def get_layout(self):
        former = Fieldset("Former names", "former_forename", "former_surname")
        numbers = Fieldset("Numbers", Question("former_upn", width=20), Question("uln", width=10))
        return [former, numbers, Fieldset("Background", "ethnicity", "first_language")]

    def clean_former_upn(self):
        return upn_or_refusal(self.cleaned_data["former_upn"])

    def clean_uln(self):
        uln = self.cleaned_data["uln"].strip()
        if uln and not uln_is_valid(uln):
            raise ValidationError("This ULN is not one. Check for a typing mistake.")
        return uln


class SchoolForm(ServiceForm):
    """Where the pupil is on roll from a day on."""

    submit = "Save"
    school = forms.ModelChoiceField(
        label="Home school",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=NO_SCHOOL,
    )
    roll = forms.ChoiceField(label="Roll", choices=Roll.choices, widget=RADIOS)
    other_school = forms.CharField(
        label="The other school, for dual registration (optional)", required=False, max_length=150
    )
    since = DateField(label="From which day?", what="The first day")
    home_la_code = forms.ChoiceField(label="LA where the pupil lives", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home_la_code"].choices = la_choices("The LA that holds this record")
        if user.organisation.kind == OrganisationKind.SCHOOL:
            del self.fields["school"]
            self.fields["roll"].choices = [c for c in Roll.choices if c[0] != Roll.NONE]
        else:
            schools = Organisation.objects.visible_to(user).schools().active().by_name()
            self.fields["school"].queryset = schools

    def clean(self):
        facts = super().clean()
        if "school" in self.fields and "roll" in facts:
            school_fits_roll(self, facts)
        return facts


def school_fits_roll(form, facts):
    """Refuse a roll without a home school, and a home school without a roll."""
    on_a_roll = facts["roll"] != Roll.NONE
    if on_a_roll and not facts.get("school"):
        form.add_error("school", "Select the home school, or “On no school's roll”")
    if not on_a_roll and facts.get("school"):
        form.add_error("roll", "A pupil with a home school is on its roll")
