"""The catalogue's filters and orders, all in the address of the page."""

import django_filters as filters
from django import forms

from apcommission.accounts.choices import OrganisationKind
from apcommission.design.forms import ServiceForm
from providers.choices import ApprovalStatus, Grade, Need, ProviderType, Subject, Weekday
from providers.models import Offer, Provider
from providers.rules import SHOWN_TO_SCHOOLS

BOXES = forms.CheckboxSelectMultiple
REGISTRATION = [("yes", "Registered schools"), ("no", "Non-school AP")]
WITHIN = [("5", "5 km (3 miles)"), ("10", "10 km (6 miles)"), ("20", "20 km (12 miles)")]
SORTS = {"name": "Name", "price": "Price", "grade": "QA grade", "distance": "Distance"}


class CatalogueForm(ServiceForm):
    """GET form: nothing is required, and what cannot be read filters nothing."""


class CatalogueFilter(filters.FilterSet):
    """Providers of the catalogue by what a school or authority asks.

    Age, need, subject and weekday must all be met by one and the same offer. The queryset must
    come from `Provider.objects.listed_by(...)`.
    """

    text = filters.CharFilter(label="Words", help_text="Name, town or what is taught")
    age = filters.NumberFilter(label="Age of the pupil", min_value=4, max_value=25)
    need = filters.MultipleChoiceFilter(label="Need (any of)", choices=Need.choices, widget=BOXES)
    subject = filters.MultipleChoiceFilter(
        label="Subject (any of)", choices=Subject.choices, widget=BOXES
    )
    weekday = filters.MultipleChoiceFilter(
        label="Open on (all of)", choices=Weekday.choices, widget=BOXES
    )
    type = filters.MultipleChoiceFilter(
        label="Kind of provider", choices=ProviderType.choices, widget=BOXES
    )
    registered = filters.MultipleChoiceFilter(
        label="Registration", choices=REGISTRATION, widget=BOXES
    )
    grade = filters.MultipleChoiceFilter(label="QA grade", choices=Grade.choices, widget=BOXES)
    status = filters.MultipleChoiceFilter(
        label="Approval", choices=ApprovalStatus.choices, widget=BOXES
    )

    class Meta:
        model = Provider
        fields = []
        form = CatalogueForm

    def __init__(self, data, *, queryset, user):
        super().__init__(data, queryset=queryset)
        self.user = user
        if user.organisation.kind == OrganisationKind.SCHOOL:
            self.form.fields["status"].choices = [
                (status, status.label) for status in SHOWN_TO_SCHOOLS
            ]

    @property
    def is_asked(self):
        """Whether any filter is in force."""
        return any(self.form.cleaned_data.values()) if self.is_bound else False

    @property
    def distances(self):
        return {}

    @property
    def near_text(self):
        return ""

    @property
    def sort(self):
        chosen = self.data.get("sort", "")
        return chosen if chosen in SORTS else "name"

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        offers = Offer.objects.active().suiting(
            age=asked.get("age"),
            needs=asked.get("need"),
            subjects=asked.get("subject"),
            weekdays=asked.get("weekday"),
        )
        if any(asked.get(name) for name in ("age", "need", "subject", "weekday")):
            queryset = queryset.offering(offers)
        if text := asked.get("text"):
            queryset = queryset.named_like(text)
        if types := asked.get("type"):
            queryset = queryset.of_types(types)
        if len(registered := asked.get("registered", [])) == 1:
            queryset = queryset.registered(registered == ["yes"])
        if grades := asked.get("grade"):
            queryset = queryset.graded(grades)
        if statuses := asked.get("status"):
            queryset = queryset.with_status(statuses)
        return self._sorted(queryset)

    def _sorted(self, queryset):
        match self.sort:
            case "price":
                return queryset.cheapest_first()
            case "grade":
                return queryset.best_grade_first()
            case _:
                return queryset.by_name()
