"""The figures of a Schools Forum report: counted once, suppressed, then frozen with the report.

Every figure has its definition and its as-at date, and none names a child. What is stored is
already suppressed, so no later page can show more than was published.
"""

from collections import Counter

from django.db.models import Sum

from apcommission.reports.small_numbers import LIMIT, suppressed, suppressed_list
from apcommission.terms.rules import academic_year
from attendance.models import Tally
from attendance.rules import Counts, attendance_rate
from placements.choices import CommissionerKind, Reason
from placements.models import Placement, TimetableSlot
from placements.rules import nc_year, weekly_minutes
from providers.models import Approval
from qa.choices import Grade

# Planned hours a week above which DfE's guidance generally takes provision as full time.
FULL_TIME_MINUTES = 18 * 60
PHASES = ("Primary", "Key stage 3", "Key stage 4", "Post-16")
ARRANGED = {"School": "Arranged by schools", "LA": "Arranged by the LA"}


def phase_of(year):
    """The phase of a national curriculum year."""
    if year <= 6:
        return PHASES[0]
    if year <= 9:
        return PHASES[1]
    return PHASES[2] if year <= 11 else PHASES[3]


def figures(authority, *, as_at, limit=LIMIT):
    """All figures of the report as JSON-ready values, small numbers hidden."""
    now = _placements(authority, as_at)
    before = _placements(authority, year_before(as_at))
    return {
        "as_at": as_at.isoformat(),
        "limit": limit,
        "phases": _phase_table(now, as_at, limit),
        "schools": _list("Home school", Counter(_school(p) for p in now), limit),
        "reasons": _two_lists("Primary reason", _reasons(now), _reasons(before), limit),
        "registration": _two_lists(
            "Kind of provider", _registration(now), _registration(before), limit
        ),
        "hours": _hours(authority, now, as_at, limit),
        "providers": _grades(authority),
        "attendance": _attendance(authority, now, as_at, limit),
        "money": _money(now, limit),
    }


def year_before(date):
    """The same day a year earlier; 28 February for 29 February."""
    try:
        return date.replace(year=date.year - 1)
    except ValueError:
        return date.replace(year=date.year - 1, day=28)


def _placements(authority, on):
    return list(
        Placement.objects.filter(authority=authority)
        .on(on)
        .select_related("pupil", "school", "provider")
        .order_by("pk")
    )


def _children(placements):
    """One placement for each child: a child in two places is counted once."""
    return {placement.pupil_id: placement for placement in placements}.values()


def _school(placement):
    return placement.school.name if placement.school else "No school's roll"


def _reasons(placements):
    counts = Counter(placement.reason for placement in placements)
    return {reason.label: counts.get(reason.value, 0) for reason in Reason}


def _registration(placements):
    counts = Counter(placement.provider.is_registered for placement in placements)
    return {"Registered school": counts[True], "Non-school AP": counts[False]}


def _phase_table(placements, as_at, limit):
    counts = Counter(
        (
            phase_of(nc_year(placement.pupil.date_of_birth, as_at)),
            "School" if placement.commissioner_kind == CommissionerKind.SCHOOL else "LA",
        )
        for placement in _children(placements)
    )
    table = suppressed(PHASES, list(ARRANGED), counts, limit=limit)
    return {
        "heading": "Phase",
        "columns": [*ARRANGED.values(), "All"],
        "rows": [
            [row, *[table.cell(row, column) for column in ARRANGED], table.row_totals[row]]
            for row in PHASES
        ],
        "total": [*[table.column_totals[column] for column in ARRANGED], table.total],
    }


def _list(heading, counts, limit):
    hidden, total = suppressed_list(dict(sorted(counts.items())), limit=limit)
    return {
        "heading": heading,
        "columns": ["Placements"],
        "rows": [[name, n] for name, n in hidden.items()],
        "total": [total],
    }


def _two_lists(heading, now, before, limit):
    hidden, total = suppressed_list(now, limit=limit)
    hidden_before, total_before = suppressed_list(before, limit=limit)
    return {
        "heading": heading,
        "columns": ["Placements", "A year before"],
        "rows": [[name, hidden[name], hidden_before[name]] for name in now],
        "total": [total, total_before],
    }


def _hours(authority, placements, as_at, limit):
    slots = {}
    in_force = TimetableSlot.objects.filter(authority=authority).agreed().in_force(as_at)
    for slot in in_force:
        slots.setdefault(slot.placement_id, []).append(slot)
    counts = {"More than 18 hours a week": 0, "18 hours a week or fewer": 0}
    for placement in placements:
        over = weekly_minutes(slots.get(placement.pk, [])) > FULL_TIME_MINUTES
        counts["More than 18 hours a week" if over else "18 hours a week or fewer"] += 1
    return _list("Planned hours", counts, limit)


def _grades(authority):
    approvals = list(Approval.objects.filter(authority=authority).usable())
    counts = Counter(approval.qa_grade for approval in approvals)
    names = {grade.value: grade.label for grade in Grade} | {"": "Not yet visited"}
    # Providers are not children: their counts are printed as they are.
    return {
        "heading": "Last QA grade",
        "columns": ["Approved providers"],
        "rows": [[label, counts.get(value, 0)] for value, label in names.items()],
        "total": [len(approvals)],
    }


def _attendance(authority, placements, as_at, limit):
    """The rate of all the year's sessions, not of those pupils who are placed today."""
    if len({placement.pupil_id for placement in placements}) <= limit:
        return {"rate": None, "possible": None}
    tallies = Tally.objects.filter(authority=authority, academic_year=academic_year(as_at))
    sums = tallies.aggregate(attended=Sum("attended"), absent=Sum("absent"))
    counts = Counts(attended=sums["attended"] or 0, absent=sums["absent"] or 0)
    rate = attendance_rate(counts)
    return {"rate": None if rate is None else str(rate), "possible": counts.possible}


def _money(placements, limit):
    """Planned cost of a week, in pence; hidden where it would be that of few children."""
    if len(placements) <= limit:
        return {"week_pence": None, "average_pence": None}
    week = sum(placement.weekly_price_pence for placement in placements)
    return {"week_pence": week, "average_pence": round(week / len(placements))}
