"""A Forum report laid out for reading: the same sections for the page, the PDF and the CSV."""

from dataclasses import dataclass

from apcommission.design.charts import bars
from apcommission.reports.small_numbers import HIDDEN, shown


@dataclass(frozen=True)
class Section:
    """One finding in words, its table, the chart of the table, and what it counts."""

    title: str
    finding: str
    definition: str
    columns: list
    rows: list
    total: list

    @property
    def chart(self):
        """Bars of the first column; a hidden number has its sign and no bar. The whole table
        stands beside the chart."""
        numbers = [(row[0], _number(row[1])) for row in self.rows]
        chart = bars(self.finding, numbers)
        for bar, (_, number) in zip(chart["bars"], numbers, strict=True):
            if number is None:
                bar["text"] = HIDDEN
        return {**chart, "figures_beside": True}


def _number(text):
    return None if text == HIDDEN else int(text.replace(",", ""))


def sections(figures):
    """The sections of a report in the order they are read."""
    limit = figures["limit"]
    return [
        _section(
            figures["phases"],
            "Pupils in alternative provision, by phase",
            "Pupils with a live placement on the as-at date, each counted once, by the national "
            "curriculum year of their age.",
            "{total} pupils were in alternative provision.",
        ),
        _section(
            figures["schools"],
            "Placements by home school",
            "Live placements on the as-at date by the school at which the pupil is on roll.",
            "{total} placements were live.",
        ),
        _section(
            figures["reasons"],
            "Placements by reason",
            "Live placements by the primary reason for which they were commissioned.",
            "{total} placements, against {before} a year before.",
        ),
        _section(
            figures["registration"],
            "Registered schools and non-school AP",
            "A provider with a unique reference number is a registered school; one without is "
            "non-school AP, as in DfE's published statistics.",
            "{total} placements, by whether the provider is a registered school.",
        ),
        _section(
            figures["hours"],
            "Planned hours",
            "Planned hours a week at one provider, from the first start to the last finish of "
            "each day, so that breaks count.",
            "Placements of more than 18 hours a week are generally taken as full time.",
        ),
        _section(
            figures["providers"],
            "Quality assurance of approved providers",
            "Providers approved by the authority, with or without conditions, by the grade of "
            f"their last published visit. Counts of providers are not suppressed (limit {limit}).",
            "{total} providers were approved.",
        ),
    ]


def _section(table, title, definition, finding):
    total = [shown(value) for value in table["total"]]
    return Section(
        title=title,
        finding=finding.format(total=total[-1] if len(total) > 2 else total[0], before=total[-1]),
        definition=definition,
        columns=[table["heading"], *table["columns"]],
        rows=[[row[0], *[shown(value) for value in row[1:]]] for row in table["rows"]],
        total=["All", *total],
    )


def headline(figures):
    """(label, value) of the figures that stand alone."""
    attendance, money = figures["attendance"], figures["money"]
    return [
        ("Attendance, academic year to date", _percent(attendance)),
        ("Planned cost of one week", _pounds(money["week_pence"])),
        ("Average weekly cost of a placement", _pounds(money["average_pence"])),
    ]


def _percent(attendance):
    """The rate as printed: hidden where it would be that of few children, a dash for none."""
    if attendance["rate"] is not None:
        return f"{attendance['rate']}%"
    return HIDDEN if attendance["possible"] is None else "–"


def _pounds(pence):
    return HIDDEN if pence is None else f"£{pence / 100:,.0f}"
