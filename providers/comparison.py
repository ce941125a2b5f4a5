"""What is said of providers side by side, in a comparison and in a list that is downloaded."""

from dataclasses import dataclass

from django.utils import timezone

from apcommission.design.templatetags.design import pounds, short_date
from providers.choices import AbsenceCharge, HalfDay, Vat

FEWEST, MOST = 2, 4
NONE = "–"


def _listing(entry, words):
    return words(entry.listing) if entry.listing else ""


def _status(entry):
    if not entry.listing:
        return "Not on the list"
    since = entry.listing.decided_on
    status = entry.listing.get_status_display()
    return f"{status} since {short_date(since)}" if since else status


def _ofsted(entry):
    provider = entry.provider
    if not provider.is_inspected:
        return "Not inspected"
    return f"{provider.ofsted_outcome}, {short_date(provider.ofsted_inspected_on)}"


def _price(entry):
    if entry.half_day_pounds is None:
        return ""
    low, high = entry.half_day_pounds
    return pounds(low) if low == high else f"{pounds(low)} to {pounds(high)}"


def _offers(entry):
    return "; ".join(
        f"{offer.title} ({offer.age_from} to {offer.age_to}), {pounds(offer.price_pounds)} "
        f"{offer.get_price_unit_display()}"
        for offer in entry.offers
    )


def _of_offers(words):
    """What the offers say, each thing once."""
    return lambda entry: "; ".join(dict.fromkeys(filter(None, map(words, entry.offers))))


def _group(offer):
    if offer.group_size is None:
        return ""
    return "1:1" if offer.group_size == 1 else f"Groups of {offer.group_size}"


def _days(entry):
    open_at = {half_day for offer in entry.offers for half_day in offer.half_days}
    if open_at == set(HalfDay.values):
        return "Monday to Friday, all day"
    return ", ".join(each.label for each in HalfDay if each in open_at)


# (what, how it is said of an entry); the order is that of the page and of the columns.
FACTS = [
    ("Approval", _status),
    ("Conditions", lambda e: _listing(e, lambda listing: listing.conditions)),
    ("Kind of provider", lambda e: e.provider.get_type_display()),
    ("Registration", lambda e: e.provider.registration),
    ("Last Ofsted result", _ofsted),
    (
        "QA grade",
        lambda e: _listing(e, lambda listing: listing.get_qa_grade_display()) or "Not graded yet",
    ),
    (
        "Last QA visit",
        lambda e: _listing(e, lambda listing: short_date(listing.qa_visited_on)) or "None yet",
    ),
    ("Towns", lambda e: ", ".join(e.towns)),
    (
        "Distance in a straight line, km",
        lambda e: "" if e.distance_km is None else f"{e.distance_km:.1f}",
    ),
    ("Ages", lambda e: e.ages),
    ("Key stages", lambda e: ", ".join(e.key_stages)),
    ("Needs", lambda e: ", ".join(e.needs)),
    ("Subjects", lambda e: ", ".join(e.subjects)),
    ("Qualifications", lambda e: "; ".join(e.qualifications)),
    ("Kind of provision", lambda e: ", ".join(e.kinds)),
    ("Offers", _offers),
    ("List price of a half-day", _price),
    ("VAT", _of_offers(lambda o: Vat(o.vat).label if o.vat else "")),
    (
        "Charge for absence",
        _of_offers(lambda o: AbsenceCharge(o.absence_charge).label if o.absence_charge else ""),
    ),
    (
        "Minimum weeks",
        _of_offers(lambda o: str(o.minimum_weeks) if o.minimum_weeks else ""),
    ),
    ("Group size", _of_offers(_group)),
    ("Half-days taught", _days),
    ("Transport", lambda e: ", ".join(e.transport)),
    ("Places left", lambda e: e.places.line),
]


@dataclass(frozen=True)
class Row:
    """One thing compared: what each provider says of it, in the order of the columns."""

    label: str
    names: list
    values: list

    @property
    def cells(self):
        """[{name of the provider, value}]: on a phone each row is a card."""
        return [{"name": n, "value": v} for n, v in zip(self.names, self.values, strict=True)]

    @property
    def differs(self):
        return len(set(self.values)) > 1


def compared(entries):
    """[Row] of what at least one of the entries says."""
    names = [entry.provider.name for entry in entries]
    rows = [
        Row(label, names, [words(entry) or NONE for entry in entries]) for label, words in FACTS
    ]
    return [row for row in rows if set(row.values) != {NONE}]


def chosen_ids(asked):
    """(ids, problem): the providers ticked, each once, and a sentence when they cannot be
    compared."""
    ids = list(dict.fromkeys(int(each) for each in asked if each.isdecimal() and len(each) < 10))
    if len(ids) < FEWEST:
        return ids, "Tick at least 2 providers in the list, then compare them."
    if len(ids) > MOST:
        return ids, f"At most {MOST} providers stand side by side. You ticked {len(ids)}."
    return ids, ""


def columns(on):
    """The headings of a downloaded list; places left are those of the day `on`."""
    left = [f"Places left, {each.label} ({short_date(on)})" for each in HalfDay]
    return ["Name", *(label for label, _ in FACTS), *left, "Made on", "Filters", "Note"]


NOTE = "Not a recommendation: a school makes its own checks before a pupil starts."


def spreadsheet_rows(entries, filters):
    """A row of values for each entry, in the order of `columns`."""
    today = timezone.localdate()
    for entry in entries:
        left = [each.left for each in entry.places.together.values()]
        facts = [words(entry) for _, words in FACTS]
        yield [entry.provider.name, *facts, *left, today, filters, NOTE]
