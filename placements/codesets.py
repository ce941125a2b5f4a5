"""The Department for Education's code sets that are too long for choices.py."""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
ENGLISH = "ENG"


@cache
def ethnicities():
    """{"WBRI": "White - British"} in the order of the code set."""
    return _read("ethnicity")


@cache
def languages():
    """{"ENG": "English"} in the order of their names."""
    return dict(sorted(_read("language").items(), key=lambda pair: pair[1].lower()))


def _read(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
