"""The local authorities of England by their three-digit DfE number."""

import csv
from functools import cache
from pathlib import Path

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation

FILE = Path(__file__).parents[1] / "data" / "la_codes.csv"


@cache
def _current():
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["is_current"] == "Y"]


@cache
def la_names():
    """{"311": "Havering"} for the authorities that exist now."""
    return {row["la_code"]: row["name"] for row in _current()}


@cache
def la_codes_by_gss():
    """{"E09000016": "311"}: DfE's number for the code that the ONS uses."""
    return {row["gss_code"]: row["la_code"] for row in _current()}


def ensure_authorities(la_codes):
    """{LA code: the authority's organisation}; those that are missing are created.

    Raises KeyError for a number that no authority has. Call it inside `record`.
    """
    found = {a.la_code: a for a in Organisation.objects.authorities().filter(la_code__in=la_codes)}
    missing = [code for code in dict.fromkeys(la_codes) if code not in found]
    made = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.AUTHORITY, name=la_names()[code], la_code=code)
        for code in missing
    )
    return found | {authority.la_code: authority for authority in made}
