"""Filters and orders of the lists, all in the address of the page."""

import django_filters as filters
from django import forms

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.design.forms import ServiceForm
from placements.choices import Status
from placements.models import Placement, Pupil
from providers.models import Provider


class FilterForm(ServiceForm):
    """GET form: nothing is required, and what cannot be read filters nothing."""


class ListFilter(filters.FilterSet):
    """A FilterSet for one user on one day; `?sort=` names an order, "-" before it the other way."""

    def __init__(self, data, *, queryset, user, today):
        super().__init__(data, queryset=queryset)
        self.user = user
        self.today = today
        for name in self.hidden(user.organisation.kind):
            del self.form.fields[name]

    def hidden(self, kind):
        """The filters that make no sense for this kind of organisation."""
        return []

    @property
    def is_asked(self):
        """Whether any filter is in force."""
        self.form.full_clean()
        return self.is_bound and any(self.form.cleaned_data.values())

    def filter_queryset(self, queryset):
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        return self.narrow(queryset, asked).in_list_order(self.data.get("sort", ""))


class PlacementFilter(ListFilter):
    """Placements by status, provider, school and overdue review; the open ones unless asked."""

    name = filters.CharFilter(label="Pupil's name")
    status = filters.MultipleChoiceFilter(
        label="Status", choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    provider = filters.ModelChoiceFilter(
        label="Provider", queryset=Provider.objects.none(), empty_label="All providers"
    )
    school = filters.ModelChoiceFilter(
        label="School", queryset=Organisation.objects.none(), empty_label="All schools"
    )
    overdue = filters.BooleanFilter(label="Review overdue", widget=forms.CheckboxInput)

    class Meta:
        model = Placement
        fields = []
        form = FilterForm

    def __init__(self, data, *, queryset, user, today):
        super().__init__(data, queryset=queryset, user=user, today=today)
        fields = self.form.fields
        if "provider" in fields:
            fields["provider"].queryset = Provider.objects.visible_to(user).with_names().by_name()
        if "school" in fields:
            schools = Organisation.objects.visible_to(user).schools()
            fields["school"].queryset = schools.by_name()

    def hidden(self, kind):
        return {
            OrganisationKind.SCHOOL: ["school"],
            OrganisationKind.PROVIDER: ["provider", "school"],
        }.get(kind, [])

    def narrow(self, queryset, asked):
        statuses = asked.get("status")
        queryset = queryset.with_status(statuses) if statuses else queryset.open()
        if "name" in asked:
            queryset = queryset.for_pupils_named(asked["name"])
        if "provider" in asked:
            queryset = queryset.at(asked["provider"])
        if "school" in asked:
            queryset = queryset.from_school(asked["school"])
        if "overdue" in asked:
            queryset = queryset.review_overdue(self.today)
        return queryset


class PupilFilter(ListFilter):
    """Pupils by name or UPN; a provider sees those of open placements unless it asks for all."""

    name = filters.CharFilter(label="Name or UPN")
    placed = filters.BooleanFilter(label="In a placement now", widget=forms.CheckboxInput)
    past = filters.BooleanFilter(label="Also past pupils", widget=forms.CheckboxInput)

    class Meta:
        model = Pupil
        fields = []
        form = FilterForm

    def hidden(self, kind):
        return ["placed"] if kind == OrganisationKind.PROVIDER else ["past"]

    def narrow(self, queryset, asked):
        if "name" in asked:
            queryset = queryset.named_like(asked["name"])
        is_provider = self.user.organisation.kind == OrganisationKind.PROVIDER
        if "placed" in asked or (is_provider and "past" not in asked):
            queryset = queryset.placed_for(self.user)
        return queryset
