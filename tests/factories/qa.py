import datetime as dt

import factory

from apcommission.accounts.choices import Role
from providers.choices import Grade
from qa.choices import Outcome, VisitKind, VisitStatus
from qa.models import Action, Framework, Judgement, Standard, Visit
from qa.standards import NATIONAL_2025, load
from tests.factories.accounts import AuthorityFactory, member
from tests.factories.providers import ProviderFactory


def national_standards():
    """The framework that a migration loads; loaded again where a test emptied the tables."""
    load(Framework, Standard)
    return Framework.objects.get(authority=None, name=NATIONAL_2025.name)


class FrameworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Framework

    name = factory.Sequence(lambda n: f"Standards {n}")
    source = "Our own"
    in_force_from = dt.date(2020, 9, 1)


class StandardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Standard

    framework = factory.SubFactory(FrameworkFactory)
    number = factory.Sequence(lambda n: f"S{n}")
    position = factory.Sequence(lambda n: n)
    area = "Safety"
    summary = factory.Sequence(lambda n: f"Promise {n} is kept")


class VisitFactory(factory.django.DjangoModelFactory):
    """A draft on the national standards, led by an officer of the authority."""

    class Meta:
        model = Visit

    class Params:
        is_published = factory.Trait(
            status=VisitStatus.PUBLISHED,
            grade=Grade.SOUND,
            next_due_on=dt.date(2027, 10, 12),
            signed_off_by=factory.LazyAttribute(
                lambda visit: member(Role.COMMISSIONER, visit.authority)
            ),
            signed_off_at=dt.datetime(2026, 10, 14, 9, 0, tzinfo=dt.UTC),
            summary="A calm day",
        )

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    framework = factory.LazyFunction(national_standards)
    kind = VisitKind.FULL
    visited_on = dt.date(2026, 10, 12)
    lead = factory.LazyAttribute(lambda visit: member(Role.OFFICER, visit.authority))


class JudgementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Judgement

    visit = factory.SubFactory(VisitFactory)
    authority = factory.SelfAttribute("visit.authority")
    outcome = Outcome.MET


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    visit = factory.SubFactory(VisitFactory)
    authority = factory.SelfAttribute("visit.authority")
    provider = factory.SelfAttribute("visit.provider")
    title = "Mend the fence"
    due_on = dt.date(2026, 12, 1)
