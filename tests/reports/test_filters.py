import pytest

from apcommission.accounts.scope import database_scope
from apcommission.flags.models import Flag
from apcommission.reports.filters import FlagFilterForm
from tests.factories.accounts import SchoolFactory
from tests.factories.flags import FlagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(authority, school, provider, commissioner):
    """`form(data)` as the commissioner has it, with a flag of a school and one of a provider."""
    FlagFactory(authority=authority, school=school)
    FlagFactory(authority=authority, provider=provider.organisation, rule="register_missing")
    FlagFactory(school=SchoolFactory(name="Canary School"))
    with database_scope(commissioner.membership):
        yield lambda data=None: FlagFilterForm(
            data, flags=Flag.objects.visible_to(commissioner).open()
        )


def test_choices_are_the_bodies_of_ones_own_flags(form, school, provider):
    assert form().fields["body"].choices == [
        ("", "All"),
        (provider.pk, "Bridge Farm"),
        (school.pk, "Hillside School"),
    ]


def test_apply(form, school, commissioner):
    flags = Flag.objects.visible_to(commissioner)
    asked = [
        None,
        {"rule": "register_missing"},
        {"body": str(school.pk)},
        {"rule": "register_missing", "body": str(school.pk)},
        {"seen": "yes"},
        {"seen": "no"},
        {"body": "x"},
    ]
    assert [form(data).apply(flags).count() for data in asked] == [2, 1, 1, 0, 0, 2, 2]
