"""The evidence checklist that comes with the register, and how it gets into the database.

It joins what Blackburn with Darwen lists for schools that use a provider of their own choice with
what authorities ask in applications. An authority may make it its own and change it.
"""

import csv
from pathlib import Path

FILE = Path(__file__).parent / "data" / "evidence_requirements.csv"


def lines():
    """The lines of the list, each as the fields of an EvidenceRequirement, in order."""
    with FILE.open(newline="", encoding="utf-8") as file:
        for position, row in enumerate(csv.DictReader(file), start=1):
            yield {
                "key": row["key"],
                "name": row["name"],
                "guidance": row["guidance"],
                "provider_types": row["provider_types"].split(),
                "needs_file": row["needs_file"] == "yes",
                "lasts_months": int(row["lasts_months"]) if row["lasts_months"] else None,
                "on_expiry": row["on_expiry"],
                "position": position,
            }


def load(requirement_model):
    """Put in what is missing and return how many lines that were; what is there stays. Takes the
    model because a migration has its own."""
    added = 0
    for line in lines():
        _, is_new = requirement_model.objects.get_or_create(
            authority=None, key=line["key"], defaults=line
        )
        added += is_new
    return added
