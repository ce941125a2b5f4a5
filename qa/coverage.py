"""Which providers and sites an authority visited in a period, by grade and risk."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from placements.models import Placement, TimetableSlot
from providers.models import Site
from qa.choices import Grade
from qa.cycle import providers_due
from qa.models import Judgement, Visit
from qa.rules import FALLING_SHORT

MOST_STANDARDS = 10


@dataclass(frozen=True)
class SiteCover:
    """One site: how many visits it had in the period, and how many live placements it has."""

    site: object
    visits: int
    placements: int

    @property
    def is_missed(self):
        """Children are there and nobody looked."""
        return self.placements > 0 and self.visits == 0


@dataclass(frozen=True)
class ProviderCover:
    """One provider in use: its Due, its visits in the period and its sites."""

    due: object
    visits: int
    sites: list


@dataclass(frozen=True)
class Coverage:
    rows: list
    # [(standard, times it fell short, times it was judged)], the worst first.
    standards: list

    @property
    def by_grade(self):
        """[(label, providers)] in the order of Grade; those without a grade last."""
        found = Counter(row.due.grade for row in self.rows)
        labels = [(grade.value, grade.label) for grade in Grade]
        return [(label, found[grade]) for grade, label in [*labels, ("", "Not graded yet")]]

    @property
    def visited(self):
        return sum(1 for row in self.rows if row.visits)

    def in_state(self, state):
        return sum(1 for row in self.rows if row.due.state == state)

    @property
    def due_soon(self):
        return self.in_state("due_soon")

    @property
    def overdue(self):
        return self.in_state("overdue")

    @property
    def missed_sites(self):
        return [site for row in self.rows for site in row.sites if site.is_missed]


def coverage_of(user, first, last, on):
    """The Coverage of the user's authority from the first to the last day, looked at on a day.

    A fixed number of queries. A visit without a site counts for the provider and for no site:
    nobody says which rooms it saw.
    """
    authority = user.organisation
    dues = providers_due(authority.pk, on)
    visits = Visit.objects.between(authority, first, last)
    by_provider = Counter(visits.values_list("provider_id", flat=True))
    by_site = Counter(visits.exclude(site=None).values_list("site_id", flat=True))
    ids = [due.provider.pk for due in dues]
    sites = _sites(user, ids, by_site, on)
    rows = [
        ProviderCover(due, by_provider[due.provider.pk], sites.get(due.provider.pk, []))
        for due in dues
    ]
    return Coverage(rows, _falling_short(visits))


def _sites(user, provider_ids, visits, on):
    taught = TimetableSlot.objects.visible_to(user).agreed().in_force(on)
    live = dict(
        taught.filter(placement__in=Placement.objects.visible_to(user).live())
        .order_by()
        .values_list("site_id")
        .annotate(Count("placement", distinct=True))
    )
    found = {}
    active = Site.objects.active().filter(provider__in=provider_ids).with_provider().by_name()
    for site in active:
        cover = SiteCover(site, visits[site.pk], live.get(site.pk, 0))
        found.setdefault(site.provider_id, []).append(cover)
    return found


def _falling_short(visits):
    judged = (
        Judgement.objects.filter(visit__in=visits)
        .judged()
        .values_list("standard__number", "standard__summary")
        .annotate(
            short=Count("pk", filter=Q(outcome__in=FALLING_SHORT)),
            judged=Count("pk"),
        )
        .filter(short__gt=0)
        .order_by("-short", "standard__number", "standard__summary")
    )
    return list(judged[:MOST_STANDARDS])
