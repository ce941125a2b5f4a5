"""How the list of people and the history are narrowed."""

import django_filters
from django import forms
from django.apps import apps
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.models import Membership
from apcommission.accounts.roles import roles_for
from apcommission.audit.models import Event


class MemberFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name or email", method="of_name")
    kind = django_filters.ChoiceFilter(
        label="Kind of organisation",
        field_name="organisation__kind",
        choices=OrganisationKind.choices,
        empty_label="All",
    )
    role = django_filters.ChoiceFilter(label="Role", choices=Role.choices, empty_label="All")

    class Meta:
        model = Membership
        fields = ["name", "kind", "role"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.organisation.kind != OrganisationKind.AUTHORITY:
            # One organisation has one kind, and only that kind's roles.
            del self.filters["kind"]
            roles = [(role, role.label) for role in roles_for(user.organisation.kind)]
            self.filters["role"].extra["choices"] = roles

    def of_name(self, people, name, value):
        return people.filter(Q(user__name__icontains=value) | Q(user__email__icontains=value))


def tables():
    """(table, plain word) of each record whose changes are kept, by the word."""
    named = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
    ours = {
        name: word.capitalize() for name, word in named.items() if name.split("_")[0] in AUDITED
    }
    return sorted(ours.items(), key=lambda item: item[1])


AUDITED = {"accounts", "terms", "providers", "placements", "attendance", "qa", "flags", "reports"}


class EventFilter(django_filters.FilterSet):
    """`pupil` and `person` are numbers that other pages link with."""

    table = django_filters.ChoiceFilter(
        label="Kind of record", field_name="table_name", choices=tables, empty_label="All"
    )
    pupil = django_filters.NumberFilter(field_name="pupil_id", widget=forms.HiddenInput)
    person = django_filters.NumberFilter(field_name="person_id", widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields = ["table", "pupil", "person"]
