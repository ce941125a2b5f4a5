import datetime as dt

import factory

from apcommission.reports.choices import ForumPurpose
from apcommission.reports.forum_figures import figures
from apcommission.reports.models import ForumReport
from tests.factories.accounts import AuthorityFactory


class ForumReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ForumReport

    authority = factory.SubFactory(AuthorityFactory)
    title = factory.Sequence(lambda n: f"Paper {n}")
    purpose = ForumPurpose.INFORMATION
    recommendation = "That the Forum notes this paper."
    as_at = dt.date(2026, 11, 20)
    figures = factory.LazyAttribute(lambda r: figures(r.authority, as_at=r.as_at))
