"""The catalogue's filters and orders, all in the address of the page."""

import django_filters as filters
from django import forms
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.geography import distance_km, position_of
from apcommission.design.forms import ServiceForm
from apcommission.design.templatetags.design import chips
from providers.choices import (
    ApprovalStatus,
    Grade,
    HalfDay,
    KeyStage,
    Need,
    OfferType,
    ProviderType,
    Subject,
    Transport,
    Weekday,
)
from providers.models import Offer, Provider, Site
from providers.places import places_left
from providers.rules import SHOWN_TO_SCHOOLS

BOXES = forms.CheckboxSelectMultiple
# A number box would lose what it cannot read.
NUMBER_KEYS = forms.TextInput(attrs={"inputmode": "numeric"})
REGISTRATION = [("yes", "Registered schools"), ("no", "Non-school AP")]
WITHIN = [("5", "5 km (3 miles)"), ("10", "10 km (6 miles)"), ("20", "20 km (12 miles)")]
LEAST_PLACES = [("1", "At least 1"), ("2", "At least 2"), ("4", "At least 4")]
# List price of a half-day in pence: above, at most.
PRICE_BANDS = {
    "50": ("Up to £50", (-1, 5000)),
    "65": ("Over £50, up to £65", (5000, 6500)),
    "80": ("Over £65, up to £80", (6500, 8000)),
    "more": ("Over £80", (8000, None)),
}
OFFERS_TRANSPORT = [(each.value, each.label) for each in (Transport.INCLUDED, Transport.CHARGED)]
SORTS = {"name": "Name", "price": "Price", "grade": "QA grade", "distance": "Distance"}
# What one and the same offer must meet.
OF_AN_OFFER = (
    "age",
    "key_stage",
    "need",
    "subject",
    "qualification",
    "kind",
    "weekday",
    "half_day",
    "price",
    "transport",
)


class DayField(forms.DateField):
    """A date in one box, so that it stands in the address under its own name."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        kwargs.pop("input_formats", None)
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"], **kwargs)


class DayFilter(filters.Filter):
    field_class = DayField


class CatalogueForm(ServiceForm):
    """GET form: nothing is required, and what cannot be read filters nothing."""

    # (latitude, longitude) that distances are measured from, once it is known, and its name.
    origin = None
    origin_name = ""
    # The postcode of the asker's own school, where there is one.
    own_postcode = ""

    def start_from(self, school):
        """Measure from this school (a SchoolProfile or None) unless a postcode is typed."""
        self.own_postcode = school.postcode if school else ""
        if self.own_postcode:
            # The bound field keeps the words it was made with.
            self[
                "near"
            ].help_text = (
                f"Your school’s, {self.own_postcode}, unless you type another, such as a home"
            )

    def clean(self):
        asked = super().clean()
        near = asked.get("near")
        if start := near or self.own_postcode:
            self.origin = position_of(start)
            self.origin_name = start.upper() if self.origin else ""
        if near and self.origin is None:
            self.add_error("near", "We do not know this postcode. Its first half is enough.")
        elif asked.get("within") and self.origin is None:
            self.add_error("near", "Enter the postcode to measure the distance from")
        return asked


class CatalogueFilter(filters.FilterSet):
    """Providers of the catalogue by what a school or authority asks.

    What is asked of an offer (OF_AN_OFFER) must all be met by one and the same; distance and
    places left are then those of its site. The queryset must come from
    `Provider.objects.listed_by(...)`.
    """

    text = filters.CharFilter(label="Words", help_text="Name, town or what is taught")
    age = filters.NumberFilter(
        label="Age of the pupil", min_value=4, max_value=25, widget=NUMBER_KEYS
    )
    key_stage = filters.ChoiceFilter(
        label="Key stage", choices=KeyStage.choices, empty_label="Any key stage"
    )
    near = filters.CharFilter(label="Near (postcode)", help_text="The first half is enough")
    within = filters.ChoiceFilter(
        label="Within, in a straight line", choices=WITHIN, empty_label="Any distance"
    )
    places = filters.ChoiceFilter(
        label="Places left in each half-day asked for",
        choices=LEAST_PLACES,
        empty_label="Any number, or none",
    )
    start = DayFilter(label="Places left on", help_text="Today unless you say")
    need = filters.MultipleChoiceFilter(label="Need (any of)", choices=Need.choices, widget=BOXES)
    subject = filters.MultipleChoiceFilter(
        label="Subject (any of)", choices=Subject.choices, widget=BOXES
    )
    qualification = filters.CharFilter(
        label="Qualification", help_text="Words such as BTEC or Entry 3"
    )
    kind = filters.MultipleChoiceFilter(
        label="Kind of provision", choices=OfferType.choices, widget=BOXES
    )
    weekday = filters.MultipleChoiceFilter(
        label="Open on (all of)", choices=Weekday.choices, widget=BOXES
    )
    half_day = filters.MultipleChoiceFilter(
        label="Half-days (all of)", choices=HalfDay.choices, widget=BOXES
    )
    price = filters.MultipleChoiceFilter(
        label="List price of a half-day",
        choices=[(key, label) for key, (label, _) in PRICE_BANDS.items()],
        widget=BOXES,
    )
    transport = filters.MultipleChoiceFilter(
        label="Transport", choices=OFFERS_TRANSPORT, widget=BOXES
    )
    grade = filters.MultipleChoiceFilter(label="QA grade", choices=Grade.choices, widget=BOXES)
    registered = filters.MultipleChoiceFilter(
        label="Registration", choices=REGISTRATION, widget=BOXES
    )
    type = filters.MultipleChoiceFilter(
        label="Kind of provider", choices=ProviderType.choices, widget=BOXES
    )
    status = filters.MultipleChoiceFilter(
        label="Approval", choices=ApprovalStatus.choices, widget=BOXES
    )

    class Meta:
        model = Provider
        fields = []
        form = CatalogueForm

    def __init__(self, data, *, queryset, user, school=None):
        super().__init__(data, queryset=queryset)
        # {provider id: km}, filled where distances are measured.
        self.distances = {}
        # The offers that meet all that is asked of one; None when nothing is.
        self.wanted = None
        if user.organisation.kind == OrganisationKind.SCHOOL:
            self.form.fields["status"].choices = [
                (status, status.label) for status in SHOWN_TO_SCHOOLS
            ]
        self.form.start_from(school)
        # Reads the question once, after its fields are final.
        self.form.full_clean()

    @property
    def is_asked(self):
        """Whether any filter is in force."""
        return any(self.form.cleaned_data.values())

    @property
    def near_text(self):
        """The postcode that distances are measured from, as it was typed; empty without one."""
        return self.form.origin_name

    @property
    def on(self):
        """The day whose places left are counted."""
        return self.form.cleaned_data.get("start") or timezone.localdate()

    @property
    def sort(self):
        """The chosen order; the nearest first where a postcode is typed and nothing is chosen."""
        chosen = self.data.get("sort", "")
        if chosen not in SORTS:
            typed = self.form.cleaned_data.get("near") and self.form.origin
            return "distance" if typed else "name"
        return "name" if chosen == "distance" and not self.form.origin else chosen

    def filter_queryset(self, queryset):
        found = self._matching(queryset)
        if found is not queryset or self.form.origin:
            # Asked once, so that what follows is about a list of numbers and stays quick.
            ids = self._reachable(list(found.order_by().values_list("pk", flat=True)))
            found = queryset.among(ids)
        match self.sort:
            case "price":
                return found.cheapest_first()
            case "grade":
                return found.best_grade_first()
            case "distance":
                return found.in_order_of(sorted(self.distances, key=self.distances.get))
            case _:
                return found.by_name()

    def _matching(self, queryset):
        """By what can be said of a provider without counting or measuring."""
        asked = self.form.cleaned_data
        if any(asked.get(name) for name in OF_AN_OFFER):
            self.wanted = offers_asked(asked)
            queryset = queryset.offering(self.wanted)
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
        return queryset if not asked.get("places") else queryset.all()

    def _reachable(self, ids):
        """Those of the providers with the places left and within the distance asked."""
        asked = self.form.cleaned_data
        sites = Site.objects.active().of_any(ids)
        if self.wanted is not None:
            sites = sites.holding(self.wanted)
        if least := asked.get("places"):
            ids = self._with_room(sites, int(least))
        if self.form.origin:
            self.distances = nearest_sites(sites, self.form.origin)
            if within := asked.get("within"):
                near = {pk for pk, km in self.distances.items() if km <= int(within)}
                ids = [pk for pk in ids if pk in near]
        return ids

    def _with_room(self, sites, least):
        asked = self.form.cleaned_data
        times = {"half_days": asked.get("half_day", []), "weekdays": asked.get("weekday", [])}
        left = places_left(sites, self.on, timezone.localdate())
        return [pk for pk, places in left.items() if places.has_room(least, **times)]

    def measure(self, ids):
        """Fill `distances` of the providers with these ids, to their nearest site."""
        if self.form.origin:
            sites = Site.objects.active().of_any(ids)
            self.distances = nearest_sites(sites, self.form.origin)


def offers_asked(asked):
    """The open offers that meet all of what the question, {field: value}, asks of one."""
    offers = Offer.objects.active().suiting(
        age=asked.get("age"),
        needs=asked.get("need"),
        subjects=asked.get("subject"),
        weekdays=asked.get("weekday", ()),
        half_days=asked.get("half_day", ()),
    )
    if key_stage := asked.get("key_stage"):
        offers = offers.for_key_stage(key_stage)
    if words := asked.get("qualification"):
        offers = offers.leading_to(words)
    if kinds := asked.get("kind"):
        offers = offers.of_types(kinds)
    if bands := asked.get("price"):
        offers = offers.costing([PRICE_BANDS[band][1] for band in bands])
    if transport := asked.get("transport"):
        offers = offers.with_transport(transport)
    return offers


def nearest_sites(sites, origin):
    """{provider id: km from the origin to its nearest of these sites}, in a straight line."""
    nearest = {}
    for provider_id, *position in sites.positions():
        km = distance_km(*origin, *position)
        nearest[provider_id] = min(km, nearest.get(provider_id, km))
    return nearest


def filter_words(form):
    """The filters in force: "Need: Autism; Age of the pupil: 14"; empty without any."""
    return "; ".join(f"{chip['name']}: {chip['text']}" for chip in chips(form, form.data))
