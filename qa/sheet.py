"""A visit laid out to be filled in or read: its standards area by area, each with what this visit
found and what the one before it found."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from qa.choices import Outcome
from qa.models import Visit


@dataclass(frozen=True)
class Line:
    """One standard: this visit's judgement and the previous visit's, or None."""

    standard: object
    judgement: object
    previous: object

    @property
    def is_judged(self):
        return self.judgement is not None and self.judgement.outcome != ""


@dataclass(frozen=True)
class Area:
    """The lines of one area of the framework."""

    name: str
    lines: list


@dataclass(frozen=True)
class Sheet:
    visit: object
    previous: object
    areas: list

    @property
    def lines(self):
        return [line for area in self.areas for line in area.lines]

    @property
    def missing(self):
        return [line.standard for line in self.lines if not line.is_judged]

    @property
    def has_unconfirmed(self):
        """Whether any standard's wording has not been compared with the official text."""
        return any(not line.standard.is_confirmed for line in self.lines)

    @property
    def counts(self):
        """(outcome, number) for the outcomes that occur, in the order of Outcome."""
        found = Counter(line.judgement.outcome for line in self.lines if line.is_judged)
        return [(outcome, found[outcome]) for outcome in Outcome if found[outcome]]


def sheet_of(visit):
    """The sheet of a visit, on the standards of its own framework."""
    previous = Visit.objects.before(visit).newest_first().first()
    now = {each.standard_id: each for each in visit.judgements.all()}
    then = {each.standard_id: each for each in previous.judgements.all()} if previous else {}
    lines = [
        Line(standard, now.get(standard.pk), then.get(standard.pk))
        for standard in visit.framework.standards.all()
    ]
    areas = [
        Area(name, list(group)) for name, group in groupby(lines, lambda line: line.standard.area)
    ]
    return Sheet(visit, previous, areas)
