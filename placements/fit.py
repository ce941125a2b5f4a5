"""How well an offer fits one pupil: points, with the reasons for and against in words.

Pure: what is known comes in, a judgement goes out. The points only put providers in order; what a
person reads and decides by are the reasons. WEIGHTS are the most points for each thing.
"""

from dataclasses import dataclass, field

from providers.choices import Grade, HalfDay, Need, Transport

WEIGHTS = {"need": 30, "half_days": 25, "distance": 20, "grade": 15, "price": 10}
# Only where the pupil cannot get there otherwise.
TRANSPORT_NEEDED = 10
# A provider that this pupil would make a school comes after all that it would not.
REGISTRATION_TIPPED, REGISTRATION_NEAR = -60, -10
WITH_CONDITIONS = -5
# Shares of the points for a grade.
GRADES = {Grade.STRONG: 1.0, Grade.SOUND: 0.7, Grade.DEVELOPING: 0.3, Grade.CONCERN: 0.0}
NO_GRADE = 0.2
# Beyond so many km, or from so many pounds for a half-day, there are no points.
FAR_KM, FAR_ENOUGH_TO_SAY_KM = 20, 10
CHEAP, DEAR = 40, 120


@dataclass(frozen=True)
class Wanted:
    """What is looked for; no half-days: any. `must_be_fetched`: transport is needed."""

    age: int
    needs: frozenset = frozenset()
    half_days: tuple = ()
    must_be_fetched: bool = False


@dataclass(frozen=True)
class Candidate:
    """One offer of one provider. `free` is {half-day: places left} where it is taught and open.

    `tips` says that this pupil would make a school of the provider, `nears` that one more would.
    """

    status: str
    is_usable: bool
    age_from: int
    age_to: int
    needs: frozenset
    free: dict
    grade: str
    half_day_pounds: float
    km: float | None = None
    transport: str = ""
    conditions: str = ""
    is_registered: bool = False
    tips: str = ""
    nears: str = ""


@dataclass
class Fit:
    """The judgement: it cannot be while there are `refusals`."""

    points: float = 0
    reasons: list = field(default_factory=list)
    against: list = field(default_factory=list)
    refusals: list = field(default_factory=list)

    @property
    def is_possible(self):
        return not self.refusals

    @property
    def rank(self):
        """A key that puts the best first and what cannot be last."""
        return (not self.is_possible, -self.points)


def judge(wanted, candidate):
    """The Fit of an offer for a pupil."""
    fit = Fit()
    _approval(fit, candidate)
    _age(fit, wanted, candidate)
    _needs(fit, wanted, candidate)
    _half_days(fit, wanted, candidate)
    _distance(fit, candidate)
    _grade(fit, candidate)
    _price(fit, candidate)
    _transport(fit, wanted, candidate)
    _registration(fit, candidate)
    return fit


def _approval(fit, candidate):
    if not candidate.is_usable:
        fit.refusals.append(f"{candidate.status}: no new placement may be made")
    elif candidate.conditions:
        fit.points += WITH_CONDITIONS
        fit.against.append(f"Approved with conditions: {candidate.conditions}")


def _age(fit, wanted, candidate):
    span = f"ages {candidate.age_from} to {candidate.age_to}"
    if candidate.age_from <= wanted.age <= candidate.age_to:
        fit.reasons.append(f"Takes {span}; the pupil will be {wanted.age}")
    else:
        fit.refusals.append(f"Takes {span}, and the pupil will be {wanted.age}")


def _needs(fit, wanted, candidate):
    if not wanted.needs:
        return
    met = [need.label for need in Need if need in wanted.needs & candidate.needs]
    unmet = [need.label for need in Need if need in wanted.needs - candidate.needs]
    fit.points += WEIGHTS["need"] * len(met) / len(wanted.needs)
    if met:
        fit.reasons.append(f"Planned for {_listed(met)}")
    if unmet:
        fit.against.append(f"Not planned for {_listed(unmet)}")


def _half_days(fit, wanted, candidate):
    free = [each for each in HalfDay if candidate.free.get(each, 0) > 0]
    if not free:
        fit.refusals.append("No place left in any half-day")
        return
    if not wanted.half_days:
        fit.points += WEIGHTS["half_days"] * len(free) / len(HalfDay)
        fit.reasons.append(f"Places left in {len(free)} of 10 half-days")
        return
    had = [each for each in free if each in wanted.half_days]
    missing = [each.label for each in HalfDay if each in wanted.half_days and each not in free]
    if not had:
        fit.refusals.append("No place left in any of the half-days asked for")
        return
    fit.points += WEIGHTS["half_days"] * len(had) / len(wanted.half_days)
    if missing:
        fit.reasons.append(f"Places left in {len(had)} of {len(wanted.half_days)} half-days")
        fit.against.append(f"No place on {_listed(missing)}")
    else:
        fit.reasons.append("Places left in every half-day asked for")


def _distance(fit, candidate):
    if candidate.km is None:
        fit.against.append("How far it is, is not known")
        return
    fit.points += WEIGHTS["distance"] * max(0, 1 - candidate.km / FAR_KM)
    words = f"{candidate.km:.1f} km away in a straight line"
    (fit.against if candidate.km > FAR_ENOUGH_TO_SAY_KM else fit.reasons).append(words)


def _grade(fit, candidate):
    fit.points += WEIGHTS["grade"] * GRADES.get(candidate.grade, NO_GRADE)
    if not candidate.grade:
        fit.against.append("No visit has graded it yet")
        return
    words = f"QA grade: {Grade(candidate.grade).label}"
    good = candidate.grade in (Grade.STRONG, Grade.SOUND)
    (fit.reasons if good else fit.against).append(words)


def _price(fit, candidate):
    price = float(candidate.half_day_pounds)
    share = (DEAR - price) / (DEAR - CHEAP)
    fit.points += WEIGHTS["price"] * min(1, max(0, share))
    words = f"£{price:,.2f} a half-day by its list price".replace(".00", "")
    (fit.against if price >= DEAR else fit.reasons).append(words)


def _transport(fit, wanted, candidate):
    offers = candidate.transport in (Transport.INCLUDED, Transport.CHARGED)
    if offers:
        fit.reasons.append(Transport(candidate.transport).label)
    if wanted.must_be_fetched:
        fit.points += TRANSPORT_NEEDED if offers else 0
        if not offers:
            fit.against.append("No transport is offered")


def _registration(fit, candidate):
    if candidate.tips:
        fit.points += REGISTRATION_TIPPED
        fit.against.append(candidate.tips)
    elif candidate.nears:
        fit.points += REGISTRATION_NEAR
        fit.against.append(candidate.nears)
    elif candidate.is_registered:
        fit.reasons.append("A registered school")
    else:
        fit.reasons.append("This pupil would not make it a school that has to register")


def _listed(labels):
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
