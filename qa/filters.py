import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef

from apcommission.accounts.choices import OrganisationKind
from apcommission.design.forms import ServiceForm
from providers.models import Provider
from qa.choices import Grade, VisitStatus
from qa.models import Visit


class VisitFilterForm(ServiceForm):
    """GET form: nothing is required."""


class VisitFilter(filters.FilterSet):
    """Visits by provider, state and grade."""

    provider = filters.ModelChoiceFilter(
        queryset=Provider.objects.none(), label="Provider", empty_label="All providers"
    )
    status = filters.MultipleChoiceFilter(
        label="State", choices=VisitStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    grade = filters.MultipleChoiceFilter(
        label="Grade", choices=Grade.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Visit
        fields = []
        form = VisitFilterForm

    def __init__(self, data, *, queryset, user):
        super().__init__(data, queryset=queryset)
        visible = Visit.objects.visible_to(user).filter(provider=OuterRef("pk"))
        self.form.fields["provider"].queryset = (
            Provider.objects.with_names().filter(Exists(visible)).by_name()
        )
        if user.organisation.kind != OrganisationKind.AUTHORITY:
            # All that others see is published.
            del self.form.fields["status"]
        # Reads the question once, after its fields are final.
        self.form.full_clean()

    @property
    def is_asked(self):
        return any(self.form.cleaned_data.values())

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if provider := asked.get("provider"):
            queryset = queryset.of_provider(provider)
        if statuses := asked.get("status"):
            queryset = queryset.with_status(statuses)
        if grades := asked.get("grade"):
            queryset = queryset.graded(grades)
        return queryset.newest_first()
