"""Registers for tests, made through the actions."""

import datetime as dt
import uuid

from attendance import actions
from attendance.choices import Observation
from attendance.planning import MarkInput
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory

# A Monday in term, and a morning on it after the register opened.
MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
P, L, E, A, X = (
    Observation.PRESENT,
    Observation.LATE,
    Observation.LEFT_EARLY,
    Observation.ABSENT,
    Observation.NOT_DELIVERED,
)


def expected_pupils(number, *, school, site, weekday=1, session="am", pupil=None, **fields):
    """Placements of `number` new pupils (or of one given) with an agreed slot at the site, in the
    order of names."""
    placements = []
    given = pupil
    for n in range(number):
        pupil = given or PupilFactory(school=school, surname=f"Pupil{n:02}")
        placement = PlacementFactory(pupil=pupil, provider=site.provider, **fields)
        SlotFactory(placement=placement, site=site, weekday=weekday, session=session)
        placements.append(placement)
    return placements


def mark(placement, observation=P, **fields):
    return MarkInput(placement.pk, observation, **fields)


def save(by, site, *marks, date=MONDAY, session="am", key=None, now=NOW, **fields):
    """Save a register; the marks are MarkInputs."""
    return actions.save_register(
        by=by,
        site=site,
        date=date,
        session=session,
        key=key or uuid.uuid4(),
        marks=list(marks),
        now=now,
        **fields,
    )
