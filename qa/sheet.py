"""Standards laid out to be filled in or read, area by area: each with what this visit found, what
the one before it found, and what the provider says of itself."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from qa.choices import Outcome
from qa.models import ConfidentialNote, Photo, SelfAssessment, Visit


@dataclass(frozen=True)
class Line:
    """One standard with the judgements on it; None or empty where there is none."""

    standard: object
    judgement: object
    previous: object = None
    own: object = None
    confidential: str = ""
    photos: list = field(default_factory=list)

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
    """The areas of a visit, or of a provider's self-assessment."""

    areas: list
    framework: object
    visit: object = None
    # The visit before it on the same standards.
    previous: object = None
    # What the provider sent last on the same standards; the sheet's own subject without a visit.
    assessment: object = None

    @property
    def subject(self):
        return self.visit or self.assessment

    @property
    def scale(self):
        return self.framework.scale

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
    def has_confidential(self):
        return any(line.confidential or line.photos for line in self.lines)

    @property
    def counts(self):
        """(outcome, number) for the outcomes that occur, in the order of Outcome."""
        found = Counter(line.judgement.outcome for line in self.lines if line.is_judged)
        return [(outcome, found[outcome]) for outcome in Outcome if found[outcome]]


def sheet_of(visit, user):
    """The sheet of a visit, on the standards of its own framework, as this user may read it."""
    previous = Visit.objects.before(visit).newest_first().first()
    own = SelfAssessment.objects.visible_to(user).beside(visit).first()
    notes = ConfidentialNote.objects.visible_to(user).filter(visit=visit)
    photos = defaultdict(list)
    for photo in Photo.objects.visible_to(user).filter(visit=visit).without_content():
        photos[photo.standard_id].append(photo)
    now, then = _by_standard(visit), _by_standard(previous)
    said, hidden = _by_standard(own), {each.standard_id: each.text for each in notes}
    areas = _areas(
        Line(
            standard,
            now.get(standard.pk),
            then.get(standard.pk),
            said.get(standard.pk),
            hidden.get(standard.pk, ""),
            photos[standard.pk],
        )
        for standard in visit.framework.standards.all()
    )
    return Sheet(areas, visit.framework, visit, previous, own)


def self_sheet_of(assessment):
    """The sheet of a provider's self-assessment."""
    said = _by_standard(assessment)
    standards = assessment.framework.standards.all()
    areas = _areas(Line(standard, said.get(standard.pk)) for standard in standards)
    return Sheet(areas, assessment.framework, assessment=assessment)


def _by_standard(judged):
    return {each.standard_id: each for each in judged.judgements.all()} if judged else {}


def areas_of(standards):
    """[Area] of standards without any judgement."""
    return _areas(Line(standard, None) for standard in standards)


def _areas(lines):
    return [
        Area(name, list(group)) for name, group in groupby(lines, lambda line: line.standard.area)
    ]
