"""The vacancy board: what is free at which half-day, and who waits for whom."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.reports.unanswered import answer_due
from placements.choices import CommissionerKind, EndReason, Roll, Status
from placements.models import Placement, Pupil
from placements.models.placement import OPEN
from providers.choices import HalfDay
from providers.models import Offer, Provider, Site
from providers.places import places_left

# A placement that came to such an end leaves nobody waiting.
NOT_WAITING = [
    EndReason.REINTEGRATED,
    EndReason.COMPLETED,
    EndReason.MOVED,
    EndReason.LEFT_AREA,
    EndReason.SCHOOL_LEAVER,
]


@dataclass(frozen=True)
class Cell:
    """One half-day of a site or offer: `left` is None where it is closed."""

    half_day: str
    left: int | None

    @property
    def heading(self):
        """ "Mon am"."""
        return f"{HalfDay(self.half_day).label[:3]} {self.half_day[1:]}"

    @property
    def words(self):
        if self.left is None:
            return "–"
        if self.left < 0:
            return f"{-self.left} over"
        return str(self.left) if self.left else "Full"


HEADINGS = [Cell(half_day, None).heading for half_day in HalfDay.values]


@dataclass
class SiteRow:
    """One site with its week, and each of its offers with the part of it that it can use."""

    site: Site
    cells: list
    offers: list = field(default_factory=list)

    @property
    def has_room(self):
        return any((cell.left or 0) > 0 for cell in self.cells)


@dataclass(frozen=True)
class Waiting:
    """A pupil without an answer or without provision: who must act, since when, by when."""

    pupil: object
    who: str
    since: object
    asker: object = None
    why: str = ""
    due: object = None
    url: str = ""

    def is_late(self, today):
        return self.due is not None and self.due < today


def providers_on_board(user):
    """The providers whose places the board shows: an authority's approved ones, with or without
    conditions; a provider itself."""
    providers = Provider.objects.visible_to(user).with_names().by_name()
    if user.organisation.kind == OrganisationKind.AUTHORITY:
        return providers.in_use_for(user.organisation.pk)
    return providers


def board(providers, today):
    """[SiteRow] of the active sites of these providers: five queries however many there are."""
    offers = Prefetch("offers", Offer.objects.active().in_order(), to_attr="sold")
    sites = (
        Site.objects.active().filter(provider__in=[each.pk for each in providers]).by_name()
    ).with_provider()
    found = places_left(sites.prefetch_related(offers), today, today)
    rows = []
    for provider in providers:
        for site, week in found[provider.pk].sites if provider.pk in found else ():
            left = {half_day: places.left for half_day, places in week.items()}
            row = SiteRow(site, [Cell(half_day, left[half_day]) for half_day in HalfDay.values])
            row.offers = [(offer, _cells(offer, left)) for offer in site.sold]
            rows.append(row)
    return rows


def _cells(offer, left):
    """What an offer could still take: no more than its own places, nor than the site has left.
    Agreements are made with the site, so several offers share what it has left."""
    return [
        Cell(
            half_day,
            min(offer.places, left[half_day])
            if half_day in offer.half_days and left[half_day] is not None
            else None,
        )
        for half_day in HalfDay.values
    ]


def requests_waiting(user):
    """[Waiting] for an answer, the longest first: an authority's all, a provider's own."""
    requests = list(
        Placement.objects.visible_to(user).requested().with_names().order_by("requested_at", "pk")
    )
    due = answer_due(requests)
    return [
        Waiting(
            each.pupil,
            each.provider.name,
            timezone.localdate(each.requested_at),
            asker=_asker(each),
            due=due[each.pk],
            url=each.get_absolute_url(),
        )
        for each in requests
    ]


def _asker(placement):
    is_schools = placement.commissioner_kind == CommissionerKind.SCHOOL
    return placement.school if is_schools else placement.authority


def pupils_without_provision(user):
    """[Waiting] for the authority to arrange something, the longest first.

    On no school's roll, or arranged for by the authority, and nothing requested, agreed or live:
    never placed yet, or the last request or placement came to nothing.
    """
    if user.organisation.kind != OrganisationKind.AUTHORITY:
        return []
    placements = Placement.objects.filter(pupil=OuterRef("pk"))
    arranged = placements.filter(commissioner_kind=CommissionerKind.AUTHORITY)
    pupils = (
        Pupil.objects.visible_to(user)
        .filter(~Exists(placements.filter(status__in=OPEN)))
        .filter(Q(roll=Roll.NONE) | Exists(arranged))
        .select_related("authority", "school")
        .prefetch_related(
            Prefetch("placements", Placement.objects.order_by("-requested_at", "-pk"), "history")
        )
    )
    found = [_without(pupil) for pupil in pupils]
    return sorted(filter(None, found), key=lambda each: (each.since, each.pupil.pk))


def _without(pupil):
    last = pupil.history[0] if pupil.history else None
    who, url = pupil.authority.name, pupil.get_absolute_url()
    if last is None:
        since = timezone.localdate(pupil.created_at)
        return Waiting(pupil, who, since, why="On no school’s roll", url=url)
    if pupil.roll != Roll.NONE and last.commissioner_kind != CommissionerKind.AUTHORITY:
        return None
    if last.status == Status.ENDED:
        if last.end_reason in NOT_WAITING:
            return None
        why, since = "The last placement broke down", last.ended_on
    elif last.status == Status.DECLINED:
        why, since = "The last request was declined", timezone.localdate(last.answered_at)
    else:
        why, since = "The last request was withdrawn", timezone.localdate(last.requested_at)
    return Waiting(pupil, who, since, why=why, url=url)
