import datetime as dt

import factory

from apcommission.accounts.choices import Role
from providers.choices import Grade
from qa.choices import Outcome, VisitKind, VisitStatus
from qa.models import (
    Action,
    ActionFile,
    ConfidentialNote,
    Framework,
    Judgement,
    Photo,
    SelfAssessment,
    SelfJudgement,
    Standard,
    Visit,
    Voice,
)
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
    # An authority's own where one is given.
    kind = factory.LazyAttribute(lambda made: "own" if made.authority else "national")
    authority = None
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


class ActionFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionFile

    action = factory.SubFactory(ActionFactory)
    authority = factory.SelfAttribute("action.authority")
    provider = factory.SelfAttribute("action.provider")
    file_name = "fence.png"
    content_type = "image/png"
    size = 4
    sha256 = "0" * 64
    file_state = "clean"
    content = b"\x89PNG"
    given_by = factory.LazyAttribute(
        lambda made: member(Role.PROVIDER_LEAD, made.provider.organisation)
    )


class ConfidentialNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConfidentialNote

    visit = factory.SubFactory(VisitFactory)
    authority = factory.SelfAttribute("visit.authority")
    provider = factory.SelfAttribute("visit.provider")
    text = "Two people are not checked yet"


class PhotoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Photo

    visit = factory.SubFactory(VisitFactory)
    authority = factory.SelfAttribute("visit.authority")
    provider = factory.SelfAttribute("visit.provider")
    standard = factory.LazyAttribute(lambda photo: photo.visit.framework.standards.first())
    caption = "The open gate"
    file_name = "gate.png"
    content_type = "image/png"
    size = 4
    sha256 = "0" * 64
    file_state = "clean"
    content = b"\x89PNG"
    taken_by = factory.SelfAttribute("visit.lead")


class SelfAssessmentFactory(factory.django.DjangoModelFactory):
    """Being written on the national standards."""

    class Meta:
        model = SelfAssessment

    class Params:
        is_sent_now = factory.Trait(sent_at=dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC))

    provider = factory.SubFactory(ProviderFactory)
    framework = factory.LazyFunction(national_standards)
    started_by = factory.LazyAttribute(
        lambda made: member(Role.PROVIDER_LEAD, made.provider.organisation)
    )
    started_on = dt.date(2026, 9, 20)


class SelfJudgementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SelfJudgement

    assessment = factory.SubFactory(SelfAssessmentFactory)
    provider = factory.SelfAttribute("assessment.provider")
    outcome = Outcome.MET


class VoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Voice

    visit = factory.SubFactory(VisitFactory)
    authority = factory.SelfAttribute("visit.authority")
    of = "pupils"
    how_many = 4
    said = "They like the workshop"
    heard_by = factory.SelfAttribute("visit.lead")
