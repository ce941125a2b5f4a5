"""Which records are likely to be one child's: the same date of birth and the same name, with case,
accents and marks aside, whichever of their names somebody gave.

Pure functions of records with `forename`, `surname` and the names that are preferred.
"""

import re
import unicodedata

# Letters that are no plain letter with an accent, and what people type for them.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)


def folded(name):
    """ "Siân O'Brien-Łee" as "sian obrien lee"."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s-]", "", plain).replace("-", " ").split())


def names_of(record):
    """Every whole name that the record may go by, folded."""
    forenames = {folded(record.forename), folded(record.preferred_forename)} - {""}
    surnames = {folded(record.surname), folded(record.preferred_surname)} - {""}
    return {f"{forename} {surname}" for forename in forenames for surname in surnames}


def is_alike(record, other):
    """Whether the two share a date of birth and one of their names."""
    return record.date_of_birth == other.date_of_birth and not names_of(record).isdisjoint(
        names_of(other)
    )


def alike_pairs(records):
    """Every two of these records that are alike, in the order given."""
    by_birth = {}
    for record in records:
        by_birth.setdefault(record.date_of_birth, []).append(record)
    return [
        (first, second)
        for same_day in by_birth.values()
        for place, first in enumerate(same_day)
        for second in same_day[place + 1 :]
        if is_alike(first, second)
    ]
