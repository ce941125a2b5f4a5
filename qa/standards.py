"""The frameworks the register comes with, and how they get into the database.

The national one is the DfE's voluntary standards for non-school AP of August 2025: four areas and
21 standards, each summarised in our own words (law.md 4.4, practice.md 3). Two examples show how
others do it, for an authority to copy and edit. None has been compared with the official text
line by line, so none is marked as confirmed, and pages say so.
"""

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Preloaded:
    """A framework in a data file: its name, official reference, first day in force and file."""

    name: str
    source: str
    in_force_from: dt.date
    file: str
    kind: str
    scale: str = "four"

    def standards(self):
        """A dict of number, area and summary for each standard, in order."""
        with (DATA / self.file).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


# Published at the end of August 2025; the day itself is not confirmed.
NATIONAL_2025 = Preloaded(
    name="National standards for non-school AP",
    source="DfE, Non-school alternative provision: voluntary national standards, August 2025",
    in_force_from=dt.date(2025, 8, 31),
    file="national_standards_2025.csv",
    kind="national",
)
NORTH_WEST = Preloaded(
    name="Annual review, as in the North West",
    source="After the yearly QA toolkit of North West LAs; no official text, wording ours",
    in_force_from=dt.date(2025, 9, 1),
    file="annual_review_north_west.csv",
    kind="example",
)
LONDON = Preloaded(
    name="Verification of setting and curriculum, as in London",
    source="After the London quality assurance framework for AP, 2009; wording ours",
    in_force_from=dt.date(2009, 9, 1),
    file="verification_london.csv",
    kind="example",
    scale="verified",
)
PRELOADED = [NATIONAL_2025, NORTH_WEST, LONDON]


def load(framework_model, standard_model):
    """Put in what is missing and return how many standards were added; what is there stays, so
    that an old visit keeps reading with the words of its day. Takes the models because a
    migration has its own."""
    added = 0
    for each in PRELOADED:
        framework, _ = framework_model.objects.get_or_create(
            authority=None,
            name=each.name,
            in_force_from=each.in_force_from,
            defaults={"source": each.source, "kind": each.kind, "scale": each.scale},
        )
        for position, row in enumerate(each.standards(), start=1):
            _, is_new = standard_model.objects.get_or_create(
                framework=framework,
                number=row["number"],
                defaults={
                    "position": position,
                    "area": row["area"],
                    "summary": row["summary"],
                    "is_confirmed": False,
                },
            )
            added += is_new
    return added
