"""The method statements of an application: questions every provider answers in its own words.

They follow what authorities ask: Plymouth's four method statements and Oxfordshire's sections,
in words of our own, and stand in data/application_questions.csv.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "application_questions.csv"
MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class Question:
    key: str
    title: str
    question: str
    hint: str
    # Empty: every type of provider.
    provider_types: tuple

    def __str__(self):
        return self.title

    def is_for(self, provider_type):
        return not self.provider_types or provider_type in self.provider_types


@cache
def all_questions():
    """Every question, in the order in which they are asked."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return [
            Question(**{**row, "provider_types": tuple(row["provider_types"].split())})
            for row in csv.DictReader(file)
        ]


def questions_for(provider):
    """Those asked of a provider of this type."""
    return [each for each in all_questions() if each.is_for(provider.type)]


def question_named(provider, key):
    """The question with this key among those asked of the provider, or None."""
    return next((each for each in questions_for(provider) if each.key == key), None)
