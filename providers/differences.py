"""What a proposed change says, field by field and in words: what stands now, what would."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, DateField, ForeignKey, TimeField

from apcommission.design.templatetags.design import clock, pounds, short_date
from providers.choices import ChangeKind
from providers.models import Offer, Site
from providers.models.plain_facts import MODELS, live_facts
from providers.rules import spoken_half_days

# The words of each field, in the order in which a page shows them.
LABELS = {
    ChangeKind.PROVIDER: {
        "description": "What it offers",
        "phone": "Phone number",
        "email": "Email address",
        "website": "Website",
        "legal_name": "Registered name",
        "company_number": "Company number",
        "charity_number": "Charity number",
        "ukprn": "UKPRN",
        "subcontracting": "Sub-contracting",
        "subcontracting_declared_on": "Sub-contracting declared on",
    },
    ChangeKind.SITE: {
        "name": "Name of the site",
        "kind": "Kind of site",
        "subcontractor": "Who runs it",
        "street": "Street",
        "town": "Town or city",
        "postcode": "Postcode",
        "phone": "Phone number",
        "capacity": "Most pupils in a half-day",
        "half_days": "Open on",
        "am_starts_at": "Morning starts",
        "am_finishes_at": "Morning finishes",
        "pm_starts_at": "Afternoon starts",
        "pm_finishes_at": "Afternoon finishes",
        "premises_checked_on": "Building last checked on",
        "premises_checked_by": "Building checked by",
        "premises_note": "What the check found",
        "is_active": "Pupils are taught here now",
    },
    ChangeKind.OFFER: {
        "title": "Name of the offer",
        "site": "Site",
        "type": "Kind of offer",
        "description": "What pupils do",
        "age_from": "Youngest age",
        "age_to": "Oldest age",
        "needs": "Needs it is planned for",
        "subjects": "Subjects",
        "qualifications": "Qualifications",
        "half_days": "Half-days",
        "places": "Places in a half-day",
        "group_size": "Most pupils taught together",
        "price_pence": "Price",
        "price_unit": "The price is for",
        "vat": "VAT",
        "minimum_weeks": "Shortest time, in weeks",
        "absence_charge": "When a pupil is absent",
        "transport": "Transport",
        "transport_note": "About transport",
        "is_active": "It can be asked for now",
    },
}
NOT_GIVEN = "Not given"


@dataclass(frozen=True)
class Difference:
    """One field: what stands now, what is proposed, and what stood when it was proposed where
    that is not what stands now (`stood` is empty where nothing changed meanwhile)."""

    label: str
    now: str
    proposed: str
    stood: str = ""


def differences(change):
    """The Differences of a change, in the order of LABELS; against what stands now while it
    waits, and against what stood when it was proposed once it is decided."""
    names = [name for name in LABELS[change.kind] if name in change.proposed]
    subject = change.subject if change.is_waiting else None
    live = live_facts(change.kind, subject, names) if subject else change.stood
    found = []
    for name in names:
        now, stood = live.get(name), change.stood.get(name)
        is_stale = subject is not None and now != stood
        found.append(
            Difference(
                LABELS[change.kind][name],
                words(change.kind, name, now) if not change.is_addition else "",
                words(change.kind, name, change.proposed[name]),
                words(change.kind, name, stood) if is_stale else "",
            )
        )
    return found


def words(kind, name, value):
    """A plain value as a page shows it: labels for choices, dates and prices as everywhere."""
    if value in (None, "", []):
        return NOT_GIVEN
    field = MODELS[kind]._meta.get_field(name)
    if name == "half_days":
        return spoken_half_days(value)
    if name == "price_pence":
        return pounds(value / 100)
    match field:
        case ForeignKey():
            site = Site.objects.filter(pk=value).first()
            return site.name if site else NOT_GIVEN
        case ArrayField():
            labels = dict(field.base_field.flatchoices)
            return ", ".join(str(labels.get(each, each)) for each in value)
        case BooleanField():
            return "Yes" if value else "No"
        case DateField():
            return short_date(dt.date.fromisoformat(value))
        case TimeField():
            return clock(dt.time.fromisoformat(value))
    return str(dict(field.flatchoices).get(value, value))


def name_subjects(changes):
    """Give each change `about`, "Entry" or the name of its site or offer, in two queries."""
    ids = {kind: [each.subject_id for each in changes if each.kind == kind] for kind in ChangeKind}
    sites = Site.objects.in_bulk([pk for pk in ids[ChangeKind.SITE] if pk])
    offers = Offer.objects.in_bulk([pk for pk in ids[ChangeKind.OFFER] if pk])
    live = {ChangeKind.SITE: sites, ChangeKind.OFFER: offers, ChangeKind.PROVIDER: {}}
    for each in changes:
        if each.kind == ChangeKind.PROVIDER:
            each.about = "The entry"
        elif each.is_addition:
            name = each.proposed.get("name") or each.proposed.get("title")
            each.about = f"New {each.get_kind_display().lower()}: {name}"
        else:
            each.about = f"{each.get_kind_display()}: {live[each.kind].get(each.subject_id, '–')}"
        each.fields = [label for name, label in LABELS[each.kind].items() if name in each.proposed]
    return changes
