from django import forms

from apcommission.design.fields import DateField, MoneyField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from placements import rules
from placements.choices import Basis, Reason
from placements.forms.timetable import WeekForm
from providers.models import Site


class ReasonForm(ServiceForm):
    """Why, and on which basis in law: the basis decides who decides."""

    basis = forms.ChoiceField(
        label="On which basis in law?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the basis in law"},
    )
    reason = forms.ChoiceField(
        label="What is the main reason?",
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the main reason"},
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        bases = rules.bases_for(kind)
        self.fields["basis"].choices = [(basis, Basis(basis).label) for basis in bases]

    def get_layout(self):
        hints = {str(basis): words for basis, words in rules.DECIDED_BY.items()}
        return [Question("basis", size="m", hints=hints), Question("reason", size="m")]


class SiteForm(ServiceForm):
    """Where: one site of a provider that the authority approves."""

    site = forms.ModelChoiceField(
        label="Which provider and site?",
        queryset=Site.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select the provider"},
    )

    def __init__(self, *args, sites, shown, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        # Any site in use may be the answer; only those that the search found are drawn.
        self.fields["site"].widget.choices = [
            (site.pk, f"{site.provider}: {site.name}") for site in shown
        ]
        self.hints = {
            str(site.pk): ", ".join(
                part for part in (site.town, site.provider.get_type_display()) if part
            )
            for site in shown
        }

    def get_layout(self):
        return [Question("site", hints=self.hints, show_label=False)]


class RequestWeekForm(WeekForm):
    """When, what for, and at what price."""

    activity = forms.CharField(
        label="What will the pupil do there?",
        help_text="For the register at the home school, for example “Construction skills”",
        max_length=200,
        error_messages={"required": "Enter what the pupil will do there"},
    )
    starts_on = DateField(
        label="When should it start?",
        what="Start date",
        error_messages={"required": "Enter the start date"},
    )
    planned_end_on = DateField(
        label="When is it planned to end?",
        what="Planned end",
        error_messages={"required": "Enter the planned end"},
        help_text="Statutory guidance asks for an end to be agreed from the beginning",
    )
    weekly_price = MoneyField(label="Agreed price for a week (optional)", required=False)

    def clean(self):
        facts = super().clean()
        starts, ends = facts.get("starts_on"), facts.get("planned_end_on")
        if starts and ends and ends < starts:
            self.add_error("planned_end_on", "The planned end must be after the start")
        return facts

    @property
    def weekly_price_pence(self):
        return int((self.cleaned_data["weekly_price"] or 0) * 100)
