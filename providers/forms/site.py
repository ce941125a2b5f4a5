from django import forms

from apcommission.accounts.geography import normalise_postcode, position_of
from apcommission.design.fields import DateField, TimeField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import SiteKind
from providers.forms.half_days import HalfDayField, HalfDayGrid
from providers.forms.numbers import whole_number
from providers.models import Offer, Site
from providers.rules import closed_half_days, spoken_half_days


class SiteStaffForm(ServiceForm):
    submit = "Save who works here"

    staff = forms.MultipleChoiceField(
        label="Who takes registers at this site?",
        help_text="Somebody who is assigned to no site may take the registers of every site.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.fields["staff"].choices = [(pk, member.name) for pk, member in self.members.items()]

    def chosen(self):
        """The memberships that were ticked."""
        return [self.members[pk] for pk in self.cleaned_data["staff"]]


class SiteForm(ServiceModelForm):
    submit = "Save the site"

    kind = forms.ChoiceField(
        label="What kind of site is it?",
        choices=SiteKind,
        initial=SiteKind.MAIN,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of site it is"},
    )
    half_days = HalfDayField(
        label="Open on", error_messages={"required": "Select the half-days on which it is open"}
    )
    premises_checked_on = DateField(
        label="Date of the last check of the building", what="Date of the check", required=False
    )
    premises_note = forms.CharField(
        label="What was found",
        widget=forms.Textarea,
        max_length=500,
        required=False,
        help_text="For example: fire safety, access, who else uses the building.",
    )
    capacity = forms.IntegerField(
        label="Most pupils in a half-day", min_value=1, max_value=500, widget=whole_number()
    )
    am_starts_at = TimeField(label="Morning starts")
    am_finishes_at = TimeField(label="Morning finishes")
    pm_starts_at = TimeField(label="Afternoon starts")
    pm_finishes_at = TimeField(label="Afternoon finishes")

    class Meta:
        model = Site
        fields = [
            "name",
            "kind",
            "subcontractor",
            "street",
            "town",
            "postcode",
            "phone",
            "capacity",
            "half_days",
            "am_starts_at",
            "am_finishes_at",
            "pm_starts_at",
            "pm_finishes_at",
            "premises_checked_on",
            "premises_checked_by",
            "premises_note",
            "is_active",
        ]
        labels = {
            "subcontractor": "Who runs it (if it is a sub-contractor)",
            "premises_checked_by": "Who checked it",
            "name": "Name of the site",
            "street": "Street",
            "town": "Town or city",
            "phone": "Phone number at the site",
            "is_active": "Pupils are taught here now",
        }

    def get_layout(self):
        return [
            Question("name", width="two-thirds"),
            "kind",
            Question("subcontractor", width="two-thirds"),
            Fieldset(
                "Address",
                Question("street", width="two-thirds"),
                Question("town", width="two-thirds"),
                Question("postcode", width=10),
                Question("phone", width=20),
            ),
            Question("capacity", width=3),
            HalfDayGrid("half_days"),
            Fieldset(
                "Times of the day",
                *["am_starts_at", "am_finishes_at", "pm_starts_at", "pm_finishes_at"],
                hint="For example 09:30. A timetable may differ from these.",
            ),
            Fieldset(
                "The building",
                "premises_checked_on",
                Question("premises_checked_by", width="two-thirds"),
                Question("premises_note", rows=3),
            ),
            "is_active",
        ]

    def __init__(self, *args, provider, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.provider, self.today = provider, today
        self.fields["postcode"].required = self.fields["street"].required = True

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if self.provider.sites.exclude(pk=self.instance.pk).named(name).exists():
            raise forms.ValidationError("This provider has a site of that name already")
        return name

    def clean_postcode(self):
        postcode = normalise_postcode(self.cleaned_data["postcode"])
        if not postcode:
            raise forms.ValidationError("Enter a full postcode, like RM1 3BB")
        if position_of(postcode) is None:
            raise forms.ValidationError("There is no such postcode. Check it for a slip.")
        return postcode

    def clean_half_days(self):
        half_days = self.cleaned_data["half_days"]
        if self.instance.pk:
            for offer in Offer.objects.active().at(self.instance):
                if shut := closed_half_days(offer.half_days, half_days):
                    raise forms.ValidationError(
                        f"{offer.title} is taught on {spoken_half_days(shut)}: change it first"
                    )
        return half_days

    def clean_premises_checked_on(self):
        date = self.cleaned_data["premises_checked_on"]
        if date and date > self.today:
            raise forms.ValidationError("Date of the check must be today or in the past")
        return date

    def clean(self):
        facts = super().clean()
        self._clean_times(facts)
        run_by_another = facts.get("kind") == SiteKind.SUBCONTRACTED
        if run_by_another and not facts.get("subcontractor"):
            self.add_error("subcontractor", "Enter who runs the site")
        if facts.get("subcontractor") and not run_by_another and "kind" not in self.errors:
            self.add_error("subcontractor", "Empty this, or say that a sub-contractor runs it")
        checked = facts.get("premises_checked_on")
        if checked and not facts.get("premises_checked_by"):
            self.add_error("premises_checked_by", "Enter who checked the building")
        said_when = checked or "premises_checked_on" in self.errors
        if facts.get("premises_checked_by") and not said_when:
            self.add_error("premises_checked_on", "Enter the date of the check")
        return facts

    def _clean_times(self, facts):
        """Each half-day ends after it starts, and the afternoon does not overlap the morning."""
        for half in ("am", "pm"):
            start, finish = facts.get(f"{half}_starts_at"), facts.get(f"{half}_finishes_at")
            if start and finish and finish <= start:
                label, other = self[f"{half}_finishes_at"].label, self[f"{half}_starts_at"].label
                self.add_error(f"{half}_finishes_at", f"“{label}” must be later than “{other}”")
        ends, begins = facts.get("am_finishes_at"), facts.get("pm_starts_at")
        if ends and begins and begins < ends:
            self.add_error(
                "pm_starts_at",
                f"The afternoon starts at {begins:%H:%M}, before the morning finishes at "
                f"{ends:%H:%M}: opening times must not overlap",
            )

    def facts(self):
        return self.cleaned_data
