"""The market gap: what was asked for and not found, by need, by key stage and by area.

Three things count: requests that a provider declined, requests without an answer after the days
it had, and searches of the catalogue that found nothing.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from apcommission.reports.unanswered import answer_due
from apcommission.terms.rules import academic_year, academic_year_dates
from placements.choices import Status
from placements.fitting import age_on, needs_known
from placements.models import Placement
from providers.choices import KeyStage, Need
from providers.models import SearchMiss
from providers.rules import KEY_STAGE_AGES

DECLINED, UNANSWERED, SEARCHES = "declined", "unanswered", "searches"
KINDS = {
    DECLINED: "Declined requests",
    UNANSWERED: "Unanswered requests",
    SEARCHES: "Searches with no result",
}
PERIODS = {
    "weeks": "The last 12 weeks",
    "year": "This academic year",
    "last": "The last academic year",
}
USUAL = "year"
NOT_SAID = "none"
BREAKDOWNS = {"need": "By need", "stage": "By key stage", "area": "By area"}
NOTE = (
    "Numbers are not suppressed: they are for use inside the local authority. Suppress small "
    "numbers before you publish any of them."
)
DEFINITIONS = [
    ("Declined requests", "Placement requests that a provider declined in the period."),
    (
        "Unanswered requests",
        "Placement requests made in the period and without an answer after 5 school days.",
    ),
    ("Searches with no result", "Searches of the catalogue in the period that found nothing."),
    ("Need", "Types of need on the pupil’s record, or in the search. One can count for several."),
    ("Key stage", "By the age at the start of the school year; as asked for in a search."),
    ("Area", "The first half of the postcode of the school, or of the search."),
    ("Small numbers", NOTE),
]


@dataclass(frozen=True)
class Gap:
    """One thing that was not found: `record` is a Placement or a SearchMiss."""

    kind: str
    on: dt.date
    needs: tuple
    stage: str
    area: str
    record: object

    def values(self, breakdown):
        """The groups of a breakdown that it counts for, one unless needs are several."""
        if breakdown == "need":
            return self.needs or (NOT_SAID,)
        return (getattr(self, breakdown) or NOT_SAID,)


@dataclass(frozen=True)
class Group:
    """One row of a breakdown; `numbers` are in the order of KINDS."""

    value: str
    label: str
    numbers: tuple

    @property
    def counted(self):
        """[(kind, its title, number)]."""
        return [(kind, KINDS[kind], n) for kind, n in zip(KINDS, self.numbers, strict=True)]


def period_dates(period, today):
    """(first, last) day of a key of PERIODS; of the usual one for any other word."""
    match period:
        case "weeks":
            return today - dt.timedelta(weeks=12), today
        case "last":
            return academic_year_dates(academic_year(today) - 1)
    return academic_year_dates(academic_year(today))[0], today


def gaps(user, start, end, today):
    """Every Gap of the user's authority from start to end, the newest first: five queries."""
    found = [*_requests(user, start, end, today), *_searches(user, start, end)]
    return sorted(found, key=lambda gap: (gap.on, gap.record.pk), reverse=True)


def _requests(user, start, end, today):
    placements = Placement.objects.visible_to(user).with_names()
    placements = placements.select_related("school__school")
    declined = placements.filter(
        status=Status.DECLINED, answered_at__date__gte=start, answered_at__date__lte=end
    )
    for placement in declined:
        yield _request(DECLINED, placement, timezone.localdate(placement.answered_at))
    waiting = list(
        placements.requested().filter(requested_at__date__gte=start, requested_at__date__lte=end)
    )
    due = answer_due(waiting)
    for placement in waiting:
        if due[placement.pk] < today:
            yield _request(UNANSWERED, placement, timezone.localdate(placement.requested_at))


def _request(kind, placement, on):
    pupil = placement.pupil
    year_began = dt.date(academic_year(placement.starts_on), 9, 1)
    return Gap(
        kind,
        on,
        tuple(needs_known(pupil)),
        stage_of(age_on(pupil.date_of_birth, year_began)),
        _outcode(placement.school),
        placement,
    )


def _searches(user, start, end):
    misses = (
        SearchMiss.objects.visible_to(user)
        .since(start)
        .select_related("authority", "school__school")
    )
    for miss in misses.filter(searched_at__date__lte=end):
        stage = miss.key_stage or (stage_of(miss.age) if miss.age is not None else "")
        area = miss.area or _outcode(miss.school)
        on = timezone.localdate(miss.searched_at)
        yield Gap(SEARCHES, on, tuple(miss.needs), stage, area, miss)


def stage_of(age):
    """The key stage of a child who has this age at the start of the school year; else empty."""
    found = [s.value for s, (first, last) in KEY_STAGE_AGES.items() if first <= age < last]
    return found[0] if found else ""


def _outcode(school):
    profile = getattr(school, "school", None) if school else None
    return profile.postcode.partition(" ")[0] if profile else ""


def groups(found, breakdown):
    """[Group] of one breakdown: needs and stages in their own order, areas by name, what is not
    said last; groups without any number are left out."""
    counts = Counter((value, gap.kind) for gap in found for value in gap.values(breakdown))
    values = {value for value, _ in counts}
    return [
        Group(value, label, tuple(counts[value, kind] for kind in KINDS))
        for value, label in _labels(breakdown, values)
        if value in values
    ]


def _labels(breakdown, values):
    if breakdown == "need":
        return [*Need.choices, (NOT_SAID, "No need recorded or named")]
    if breakdown == "stage":
        return [*KeyStage.choices, (NOT_SAID, "Another age, or none named")]
    areas = sorted(values - {NOT_SAID}, key=_area_order)
    return [*[(area, area) for area in areas], (NOT_SAID, "No school or postcode known")]


def _area_order(area):
    """RM2 before RM14."""
    letters = area.rstrip("0123456789")
    return letters, int(area[len(letters) :] or 0), area


def totals(found):
    """{kind: how many}, each thing once."""
    counts = Counter(gap.kind for gap in found)
    return {kind: counts[kind] for kind in KINDS}


def narrowed(found, kind, breakdown, value):
    """Those of a kind, and of one group where a breakdown is given."""
    of_kind = [gap for gap in found if gap.kind == kind]
    if breakdown not in BREAKDOWNS:
        return of_kind
    return [gap for gap in of_kind if value in gap.values(breakdown)]
