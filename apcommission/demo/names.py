"""Invented people: given and family names common in England, put together at random."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def _words(name):
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").split()


GIRLS, BOYS, FAMILY = _words("girls"), _words("boys"), _words("family")


def person(random):
    """A name for a member of staff."""
    return f"{random.choice(GIRLS + BOYS)} {random.choice(FAMILY)}"
