"""The catalogue's filters and orders, all in the address of the page."""

import django_filters as filters
from django import forms

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.geography import distance_km, position_of
from apcommission.design.forms import ServiceForm
from providers.choices import ApprovalStatus, Grade, Need, ProviderType, Subject, Weekday
from providers.models import Offer, Provider, Site
from providers.rules import SHOWN_TO_SCHOOLS

BOXES = forms.CheckboxSelectMultiple
# A number box would lose what it cannot read.
NUMBER_KEYS = forms.TextInput(attrs={"inputmode": "numeric"})
REGISTRATION = [("yes", "Registered schools"), ("no", "Non-school AP")]
WITHIN = [("5", "5 km (3 miles)"), ("10", "10 km (6 miles)"), ("20", "20 km (12 miles)")]
# Further than any place on earth: providers whose position is not known come last.
NOWHERE = float("inf")
SORTS = {"name": "Name", "price": "Price", "grade": "QA grade", "distance": "Distance"}


class CatalogueForm(ServiceForm):
    """GET form: nothing is required, and what cannot be read filters nothing."""

    # (latitude, longitude) of the postcode asked for, once it is found.
    origin = None

    def clean(self):
        asked = super().clean()
        if near := asked.get("near"):
            self.origin = position_of(near)
            if self.origin is None:
                self.add_error("near", "We do not know this postcode. Its first half is enough.")
        elif asked.get("within"):
            self.add_error("near", "Enter the postcode to measure the distance from")
        return asked


class CatalogueFilter(filters.FilterSet):
    """Providers of the catalogue by what a school or authority asks.

    Age, need, subject and weekday must all be met by one and the same offer. The queryset must
    come from `Provider.objects.listed_by(...)`.
    """

    text = filters.CharFilter(label="Words", help_text="Name, town or what is taught")
    age = filters.NumberFilter(
        label="Age of the pupil", min_value=4, max_value=25, widget=NUMBER_KEYS
    )
    near = filters.CharFilter(label="Near (postcode)", help_text="The first half is enough")
    within = filters.ChoiceFilter(
        label="Within, in a straight line", choices=WITHIN, empty_label="Any distance"
    )
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
        # {provider id: km}, filled when a postcode is asked for.
        self.distances = {}
        if user.organisation.kind == OrganisationKind.SCHOOL:
            self.form.fields["status"].choices = [
                (status, status.label) for status in SHOWN_TO_SCHOOLS
            ]
        # Reads the question once, after its fields are final.
        self.form.full_clean()

    @property
    def is_asked(self):
        """Whether any filter is in force."""
        return any(self.form.cleaned_data.values())

    @property
    def near_text(self):
        """The postcode that distances are measured from, as it was typed; empty without one."""
        return self.form.cleaned_data["near"].upper() if self.form.origin else ""

    @property
    def sort(self):
        """The chosen order; the nearest first where a postcode is given and nothing is chosen."""
        chosen = self.data.get("sort", "")
        if self.form.origin and chosen not in SORTS:
            return "distance"
        if chosen not in SORTS or (chosen == "distance" and not self.form.origin):
            return "name"
        return chosen

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if any(asked.get(name) for name in ("age", "need", "subject", "weekday")):
            queryset = queryset.offering(self._offers(asked))
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
        if self.form.origin:
            self.distances = nearest_sites(queryset, self.form.origin)
            if within := asked.get("within"):
                near = [pk for pk, km in self.distances.items() if km <= int(within)]
                queryset = queryset.among(near)
        return self._sorted(queryset)

    def _offers(self, asked):
        return Offer.objects.active().suiting(
            age=asked.get("age"),
            needs=asked.get("need"),
            subjects=asked.get("subject"),
            weekdays=asked.get("weekday"),
        )

    def _sorted(self, queryset):
        match self.sort:
            case "price":
                return queryset.cheapest_first()
            case "grade":
                return queryset.best_grade_first()
            case "distance":
                return sorted(
                    queryset.by_name(), key=lambda each: self.distances.get(each.pk, NOWHERE)
                )
            case _:
                return queryset.by_name()


def nearest_sites(providers, origin):
    """{provider id: km from the origin to its nearest active site}, in a straight line."""
    nearest = {}
    for provider_id, *position in Site.objects.active().positions_of(providers):
        km = distance_km(*origin, *position)
        nearest[provider_id] = min(km, nearest.get(provider_id, NOWHERE))
    return nearest
