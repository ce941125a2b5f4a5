import datetime as dt

import factory

from apcommission.terms.choices import ClosureKind
from apcommission.terms.models import Closure, HalfTerm
from tests.factories.accounts import AuthorityFactory, SchoolFactory

# The six half terms of 2026/27 in the tests.
DATES_2026 = [
    (dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
    (dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
    (dt.date(2027, 1, 4), dt.date(2027, 2, 12)),
    (dt.date(2027, 2, 22), dt.date(2027, 3, 25)),
    (dt.date(2027, 4, 12), dt.date(2027, 5, 28)),
    (dt.date(2027, 6, 7), dt.date(2027, 7, 21)),
]


class HalfTermFactory(factory.django.DjangoModelFactory):
    """Autumn 1 of 2026/27 unless told otherwise."""

    class Meta:
        model = HalfTerm

    organisation = factory.SubFactory(AuthorityFactory)
    academic_year = 2026
    number = 1
    name = "Autumn 1"
    starts_on = DATES_2026[0][0]
    ends_on = DATES_2026[0][1]


class ClosureFactory(factory.django.DjangoModelFactory):
    """An INSET day on Monday 2 November 2026 unless told otherwise."""

    class Meta:
        model = Closure

    organisation = factory.SubFactory(SchoolFactory)
    kind = ClosureKind.INSET
    starts_on = dt.date(2026, 11, 2)
    ends_on = factory.SelfAttribute("starts_on")
    reason = "INSET day"


def half_terms_of(organisation, dates=DATES_2026, year=2026):
    """The six half terms of an academic year, written for this organisation."""
    return [
        HalfTermFactory(
            organisation=organisation,
            academic_year=year,
            number=number,
            name=f"Half term {number}",
            starts_on=start,
            ends_on=end,
        )
        for number, (start, end) in enumerate(dates, start=1)
    ]
