import datetime as dt

import factory

from apcommission.flags.choices import SubjectKind
from apcommission.flags.models import Flag, Threshold
from tests.factories.accounts import AuthorityFactory, UserFactory


class FlagFactory(factory.django.DjangoModelFactory):
    """An open flag for the authority only, about no record that exists."""

    class Meta:
        model = Flag

    rule = "review_overdue"
    subject_kind = SubjectKind.PLACEMENT
    subject_id = factory.Sequence(lambda n: 100_000 + n)
    authority = factory.SubFactory(AuthorityFactory)
    for_authority = True
    due_on = dt.date(2026, 11, 13)
    raised_at = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
    updated_at = factory.SelfAttribute("raised_at")


class ThresholdFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Threshold

    authority = factory.SubFactory(AuthorityFactory)
    in_force_from = dt.date(2026, 9, 1)
    reason = "Decided by the LA"
    set_by = factory.SubFactory(UserFactory)
