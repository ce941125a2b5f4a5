"""Rows of the file cleaned one by one, and put together to providers with sites and offers.

Pure functions of the rows: nothing is read from the register here, and nothing written.
"""

from dataclasses import dataclass, field

from apcommission.documents.rows import Problem
from providers.imports.columns import (
    NAME,
    OFFER,
    PROVIDER,
    SITE,
    SITE_NAME,
    TITLE,
    UKPRN,
    URN,
    columns,
    heading_of,
    template_rows,
)


@dataclass(frozen=True)
class Row:
    """What one row says, by record: only fields whose cell is not empty."""

    number: int
    provider: dict
    site: dict
    offer: dict


@dataclass
class Record:
    """One provider, site or offer of the file: its facts over all rows that repeat it."""

    about: str
    # Its name in small letters: what its rows are put together by.
    key: str = ""
    facts: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)
    # Sites of a provider, offers of a site, by key.
    parts: dict = field(default_factory=dict)

    def conflicts(self, row, facts):
        """A Problem for each fact of which an earlier row says something else."""
        for name, value in facts.items():
            if name in self.facts and not _same(self.facts[name], value):
                advice = (
                    f"Row {self.rows[0]} says something else of the same {self.about}. Make them "
                    "the same, or leave one empty."
                )
                yield Problem(row.number, heading_of(self.about, name), str(value), advice)

    def take(self, row, facts):
        self.facts = {**facts, **self.facts}
        self.rows.append(row.number)

    def everything(self):
        """Itself, and all that is under it."""
        yield self
        for part in self.parts.values():
            yield from part.everything()


@dataclass
class Reading:
    """All of a file: providers, problems, and the rows left out with why they were."""

    providers: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)


def read_providers(rows, today):
    """A Reading of [(row number, {column: text})]."""
    reading, good = Reading(), []
    headings, (cells_of_example,), _ = template_rows(today)
    example = dict(zip(headings, cells_of_example, strict=True))
    for number, cells in rows:
        if {name: cells.get(name, "") for name in example} == example:
            reading.left_out["the example of the template"] = 1
            continue
        row, problems = _read_row(number, cells, today)
        reading.problems += problems
        if not problems:
            good.append(row)
    _put_together(good, reading)
    return reading


def _read_row(number, cells, today):
    facts, problems = {PROVIDER: {}, SITE: {}, OFFER: {}}, []
    for column in columns(today):
        text = _as_typed(cells.get(column.heading, ""))
        if not text:
            continue
        try:
            facts[column.about][column.field] = column.read(text)
        except ValueError as advice:
            problems.append(Problem(number, column.heading, text, str(advice)))
    named = {Problem(number, column, "", advice) for column, advice in _unnamed(cells, facts)}
    return Row(number, *facts.values()), problems + sorted(named, key=lambda each: each.column)


def _as_typed(text):
    """Without the apostrophe that our own file of bad rows puts before "+44"."""
    return text[1:] if text[:2] in ("'+", "'-", "'=", "'@") else text


def _unnamed(cells, facts):
    if not cells.get(NAME):
        yield NAME, "Enter the name of the provider."
    if (facts[SITE] or facts[OFFER]) and not cells.get(SITE_NAME):
        yield SITE_NAME, "Enter the name of the site, such as Main site."
    if facts[OFFER] and not cells.get(TITLE):
        yield TITLE, "Enter the name of the offer."


def _put_together(rows, reading):
    """Rows of one URN or UKPRN are one provider; rows without either go by the name."""
    by_number, by_name = {}, {}
    # Those with a number first: a row without one joins them whatever its place in the file.
    for row in sorted(rows, key=lambda each: (not _numbers(each), each.number)):
        numbers, name = _numbers(row), row.provider["name"].casefold()
        if numbers:
            found = {id(by_number[n]): by_number[n] for n in numbers if n in by_number}
        else:
            found = {id(each): each for each in by_name.get(name, [])}
        if len(found) > 1:
            reading.problems.append(_unclear(row, numbers, list(found.values())))
            continue
        provider = next(iter(found.values()), None)
        if provider is None:
            provider = Record(PROVIDER)
            reading.providers.append(provider)
            by_name.setdefault(name, []).append(provider)
        by_number |= dict.fromkeys(numbers, provider)
        _add(row, provider, reading.problems)
    reading.providers.sort(key=lambda provider: provider.rows[0])


def _numbers(row):
    return [(name, row.provider[name]) for name in ("urn", "ukprn") if name in row.provider]


def _unclear(row, numbers, found):
    if numbers:
        rows = " and ".join(str(each.rows[0]) for each in found)
        advice = f"Rows {rows} are two providers with these numbers. Correct the URN or the UKPRN."
        return Problem(row.number, UKPRN, str(row.provider["ukprn"]), advice)
    advice = "Several providers of the file have this name. Enter the URN or UKPRN in this row too."
    return Problem(row.number, URN, "", advice)


def _add(row, provider, problems):
    """Let the row's provider, site and offer take what it says, unless an earlier row says
    something else."""
    records = [(provider, row.provider)]
    site = _part(provider, row.site, "name", SITE)
    offer = _part(site, row.offer, "title", OFFER)
    records += [(site, row.site)] if site else []
    records += [(offer, row.offer)] if offer else []
    found = [problem for record, facts in records for problem in record.conflicts(row, facts)]
    if found:
        problems += found
        return
    for record, facts in records:
        record.take(row, facts)
    if site:
        provider.parts[site.key] = site
    if offer:
        site.parts[offer.key] = offer


def _part(record, facts, name, about):
    """The part of the record that the facts are of, new unless an earlier row had it."""
    if not (record and facts):
        return None
    key = facts[name].casefold()
    return record.parts.get(key) or Record(about, key=key)


def _same(one, other):
    # Two spellings of one name are the same provider; the first is kept.
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other
