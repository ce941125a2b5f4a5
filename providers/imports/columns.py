"""The columns of the file, what each is about, and the empty file to download."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from providers.choices import (
    AbsenceCharge,
    Need,
    OfferType,
    PriceUnit,
    ProviderType,
    SiteKind,
    Subject,
    Transport,
    Vat,
)
from providers.imports import cells

PROVIDER, SITE, OFFER = "provider", "site", "offer"


@dataclass(frozen=True)
class Column:
    """`about` is the record whose `field` the cell fills; the heading names it in the preview."""

    heading: str
    about: str
    field: str
    read: Callable
    example: str = ""
    note: str = ""


NAME = "Provider name"
KIND, URN, UKPRN = "Kind of provider", "URN", "UKPRN"
SITE_NAME, TITLE = "Site name", "Offer"
AGE_FROM, AGE_TO, PRICE, UNIT = "Youngest age", "Oldest age", "Price in pounds", "Price is for"
_SEMICOLONS = "Separate several with semicolons."


def _words(choices):
    return "One of: " + "; ".join(choice.label for choice in choices)


def _some(choices):
    return f"{_SEMICOLONS} Known: " + "; ".join(choice.label for choice in choices)


@cache
def columns(today):
    """Every Column in the order of the file; dates must not be after `today`."""
    return [*_provider(today), *_site(), *_offer()]


def _provider(today):
    return [
        Column(NAME, PROVIDER, "name", cells.text(200), "Example Farm", "Needed in every row."),
        Column(
            KIND,
            PROVIDER,
            "type",
            cells.one_of(ProviderType),
            "Non-school AP",
            f"Needed for a new provider. {_words(ProviderType)}",
        ),
        Column(
            URN,
            PROVIDER,
            "urn",
            cells.whole(100_000, 999_999, "the school's URN"),
            "",
            "Of a registered school; empty for others.",
        ),
        Column(UKPRN, PROVIDER, "ukprn", cells.ukprn, "10099999", "Eight digits."),
        Column("Legal name", PROVIDER, "legal_name", cells.text(200), "Example Farm CIC"),
        Column(
            "Company number",
            PROVIDER,
            "company_number",
            cells.company_number,
            "01234567",
            "Eight characters; keep leading zeros by setting the column to text.",
        ),
        Column("Charity number", PROVIDER, "charity_number", cells.charity_number),
        Column("About the provider", PROVIDER, "description", cells.text(2000)),
        Column("Phone", PROVIDER, "phone", cells.phone, "01632 960 001"),
        Column("Email", PROVIDER, "email", cells.email, "hello@example.org"),
        Column("Website", PROVIDER, "website", cells.website, "https://example.org"),
        Column("Last Ofsted result", PROVIDER, "ofsted_outcome", cells.text(60)),
        Column(
            "Inspected on",
            PROVIDER,
            "ofsted_inspected_on",
            cells.past_date(today),
            "",
            "The day first: 23/11/2026.",
        ),
    ]


def _site():
    return [
        Column(
            SITE_NAME, SITE, "name", cells.text(100), "Main site", "Needed with a site or offer."
        ),
        Column("Kind of site", SITE, "kind", cells.one_of(SiteKind), "Main site", _words(SiteKind)),
        Column("Sub-contractor", SITE, "subcontractor", cells.text(200)),
        Column("Street", SITE, "street", cells.text(200), "1 Example Road"),
        Column("Town", SITE, "town", cells.text(100), "Romford"),
        Column("Postcode", SITE, "postcode", cells.postcode, "RM1 3BB"),
        Column("Phone of the site", SITE, "phone", cells.phone),
        Column("Pupils in a half-day", SITE, "capacity", cells.whole(1, 500), "12"),
        Column("Site is open", SITE, "half_days", cells.half_days, "Mon to Fri"),
    ]


def _offer():
    return [
        Column(TITLE, OFFER, "title", cells.text(120), "Motor vehicle, level 1"),
        Column(
            "Kind of offer", OFFER, "type", cells.one_of(OfferType), "Vocational", _words(OfferType)
        ),
        Column("What pupils do", OFFER, "description", cells.text(1000)),
        Column(AGE_FROM, OFFER, "age_from", cells.whole(4, 25, "an age"), "14"),
        Column(AGE_TO, OFFER, "age_to", cells.whole(4, 25, "an age"), "16"),
        Column("Needs", OFFER, "needs", cells.some_of(Need), "Autism; Behaviour", _some(Need)),
        Column(
            "Subjects", OFFER, "subjects", cells.some_of(Subject), "Motor vehicle", _some(Subject)
        ),
        Column("Qualifications", OFFER, "qualifications", cells.text(200), "Level 1 award"),
        Column(
            "Offered on",
            OFFER,
            "half_days",
            cells.half_days,
            "Mon am; Tue; Thu pm",
            cells.HALF_DAY_ADVICE,
        ),
        Column("Group size", OFFER, "group_size", cells.whole(1, 100), "6", "1 is one to one."),
        Column("Places in a half-day", OFFER, "places", cells.whole(1, 500), "6"),
        Column(PRICE, OFFER, "price_pence", cells.pence, "65.00"),
        Column(UNIT, OFFER, "price_unit", cells.one_of(PriceUnit), "a day", _words(PriceUnit)),
        Column("VAT", OFFER, "vat", cells.one_of(Vat), "No VAT", _words(Vat)),
        Column("Shortest stay in weeks", OFFER, "minimum_weeks", cells.whole(1, 52), "6"),
        Column(
            "Charge for absence",
            OFFER,
            "absence_charge",
            cells.one_of(AbsenceCharge),
            "Charged in full",
            _words(AbsenceCharge),
        ),
        Column(
            "Transport",
            OFFER,
            "transport",
            cells.one_of(Transport),
            "No transport",
            _words(Transport),
        ),
        Column("About transport", OFFER, "transport_note", cells.text(200)),
    ]


def heading_of(about, field):
    """The heading of the column that fills this field."""
    # The headings are the same on every day.
    return next(c.heading for c in columns(None) if (c.about, c.field) == (about, field))


def template_rows(today):
    """(headings, [an example row], [(heading, note)]) of the file to fill in."""
    known = columns(today)
    notes = [(column.heading, column.note) for column in known if column.note]
    return [column.heading for column in known], [[column.example for column in known]], notes
