"""What an import would do to the register: what is added, and what changes field by field."""

from dataclasses import dataclass, field

from apcommission.documents.rows import Problem
from providers.imports.columns import (
    AGE_FROM,
    AGE_TO,
    KIND,
    OFFER,
    PRICE,
    PROVIDER,
    SITE,
    TITLE,
    UNIT,
    heading_of,
)
from providers.imports.register import Register, Unclear
from providers.imports.words import shown

NEEDED = {
    PROVIDER: [("type", KIND, "Enter the kind of provider: it is new to the register.")],
    SITE: [],
    OFFER: [
        ("age_from", AGE_FROM, "Enter the youngest age: the offer is new."),
        ("age_to", AGE_TO, "Enter the oldest age: the offer is new."),
        ("price_pence", PRICE, "Enter the price: the offer is new."),
        ("price_unit", UNIT, "Enter what the price is for, such as “a day”."),
    ],
}


@dataclass(frozen=True)
class Change:
    """One field of a record, in words: its column, what stands there and what will."""

    heading: str
    before: str
    after: str


@dataclass
class Step:
    """One record of the file beside that of the register; `record` is None for a new one."""

    about: str
    name: str
    provider_name: str
    record: object
    # All facts of a new record; those that differ of one that is known.
    facts: dict
    changes: list = field(default_factory=list)
    parts: list = field(default_factory=list)

    @property
    def is_new(self):
        return self.record is None

    def everything(self):
        """Itself, and all that is under it."""
        yield self
        for part in self.parts:
            yield from part.everything()


@dataclass
class Plan:
    """All of an import: one Step for each provider, and what stands in its way."""

    steps: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)

    def _all(self):
        return [each for step in self.steps for each in step.everything()]

    @property
    def new(self):
        return [step for step in self._all() if step.is_new]

    @property
    def changed(self):
        return [step for step in self._all() if step.changes]

    @property
    def unchanged(self):
        return [step for step in self._all() if not step.is_new and not step.changes]


def plan_import(providers):
    """The Plan of a Reading's providers: a handful of queries, and nothing written."""
    register, plan = Register(providers), Plan()
    for wanted in providers:
        try:
            plan.steps.append(_provider(wanted, register.find(wanted), plan))
        except Unclear as why:
            rows = sorted({row for each in wanted.everything() for row in each.rows})
            plan.problems += [Problem(row, *why.args) for row in rows]
    return plan


def _provider(wanted, known, plan):
    name = wanted.facts["name"]
    step = _step(wanted, known, (name, name), plan)
    for site in wanted.parts.values():
        # A site's name is unique within its provider.
        places = _called(known.known_sites if known else [], site.key, "name")
        place = _part(step, site, places[0] if places else None, plan)
        for offer in site.parts.values() if place else ():
            _offer(place, offer, known, plan)
    return step


def _offer(place, offer, known, plan):
    there = known.known_offers if place.record else []
    there = [each for each in there if each.site_id == place.record.pk]
    found = _called(there, offer.key, "title")
    if len(found) > 1:
        advice = f"The register has {len(found)} offers of this name at the site. Rename one first."
        plan.problems += [Problem(row, TITLE, offer.facts["title"], advice) for row in offer.rows]
        return
    _part(place, offer, found[0] if found else None, plan)


def _part(step, wanted, record, plan):
    """What becomes of a site or offer, added to the step it is under; None for a closed one."""
    if record and not record.is_active:
        why = f"the {wanted.about} is closed in the register"
        plan.left_out[why] = plan.left_out.get(why, 0) + len(wanted.rows)
        return None
    name = wanted.facts.get("name") or wanted.facts["title"]
    part = _step(wanted, record, (name, step.provider_name), plan)
    step.parts.append(part)
    return part


def _step(wanted, record, names, plan):
    plan.problems += [
        Problem(row, column, given, advice)
        for column, given, advice in _wrong(wanted, record)
        for row in wanted.rows
    ]
    if record is None:
        return Step(wanted.about, *names, None, dict(wanted.facts))
    facts = {
        field: value
        for field, value in wanted.facts.items()
        if not _stands(getattr(record, field), value, field)
    }
    changes = [
        Change(
            heading_of(wanted.about, field),
            shown(wanted.about, field, getattr(record, field)),
            shown(wanted.about, field, value),
        )
        for field, value in facts.items()
    ]
    return Step(wanted.about, *names, record, facts, changes)


def _wrong(wanted, record):
    """Yield (column, what was given, what to do) for what the record may not become."""
    facts = wanted.facts
    if record is None:
        for field_name, column, advice in NEEDED[wanted.about]:
            if field_name not in facts:
                yield column, "", advice
    if wanted.about != OFFER:
        return
    first, last = (facts.get(n, getattr(record, n, None)) for n in ("age_from", "age_to"))
    if first is not None and last is not None and last < first:
        yield AGE_TO, str(last), f"Enter an age that is not below the youngest, {first}."
    unit = facts.get("price_unit")
    if record and unit and unit != record.price_unit and "price_pence" not in facts:
        yield PRICE, "", "Enter the price for the new unit too."


def _called(records, key, name):
    return [each for each in records if getattr(each, name).casefold() == key]


def _stands(before, after, field):
    """Whether the register says so already: lists in any order, names in any spelling of case."""
    if isinstance(after, list):
        return set(before) == set(after)
    if field in ("name", "title"):
        return before.casefold() == after.casefold()
    return before == after
