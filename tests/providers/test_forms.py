import datetime as dt

import pytest

from providers.choices import ApprovalStatus, HalfDay, Need
from providers.forms.approval import DECISIONS, ApprovalDecideForm
from providers.forms.offer import OfferForm
from providers.forms.provider import OwnEntryForm, ProviderForm
from providers.forms.site import SiteForm
from providers.rules import TRANSITIONS, next_statuses
from tests.factories.providers import OfferFactory, ProviderFactory, SiteFactory

TODAY = dt.date(2026, 11, 23)


def date(name, day, month, year):
    return {f"{name}_0": str(day), f"{name}_1": str(month), f"{name}_2": str(year)}


def messages(form):
    """{field: [message]} of a bound form."""
    return {name: list(errors) for name, errors in form.errors.items()}


# ProviderForm and OwnEntryForm

ENTRY = {"name": "Bridge Farm", "type": "non_school"}


def test_own_entry_form_offers_only_what_a_provider_may_say_of_itself():
    assert list(OwnEntryForm(today=TODAY).fields) == [
        "description",
        "phone",
        "email",
        "website",
        "legal_name",
        "company_number",
        "charity_number",
        "ukprn",
        "subcontracting",
        "declares",
    ]


@pytest.mark.django_db
def test_provider_form_gives_the_facts_of_the_action():
    form = ProviderForm(
        {
            **ENTRY,
            "type": "independent_school",
            "urn": "123456",
            "ukprn": "10001234",
            "website": "bridgefarm.example",
            "ofsted_outcome": "Good",
            **date("ofsted_inspected_on", 4, 3, 2025),
        },
        today=TODAY,
    )
    assert messages(form) == {}
    facts = form.facts()
    assert (facts["urn"], facts["website"], facts["ofsted_inspected_on"]) == (
        123456,
        "https://bridgefarm.example",
        dt.date(2025, 3, 4),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"name": ""}, "name", "Enter the name"),
        ({"type": ""}, "type", "Select what kind of provider it is"),
        ({"type": "independent_school"}, "urn", "Enter the URN of the registered school"),
        (
            {"urn": "123456"},
            "urn",
            "Non-school AP has no URN. Empty this, or choose another kind.",
        ),
        ({"type": "ap_academy", "urn": "99"}, "urn", "URN must be 6 digits"),
        ({"ukprn": "20001234"}, "ukprn", "UKPRN must be 8 digits and begin with 1"),
        (
            {"ofsted_outcome": "Good"},
            "ofsted_inspected_on",
            "Enter the date of the inspection",
        ),
        (
            date("ofsted_inspected_on", 4, 3, 2025),
            "ofsted_outcome",
            "Enter the result of the inspection",
        ),
        (
            {"email": "nobody"},
            "email",
            "Enter an email address in the correct format, like name@example.com",
        ),
        ({"website": "http://"}, "website", "Enter a web address, like https://www.example.org"),
    ],
)
def test_provider_form_says_what_to_do(answers, field, message):
    assert messages(ProviderForm({**ENTRY, **answers}, today=TODAY)) == {field: [message]}


@pytest.mark.django_db
def test_provider_form_refuses_anothers_urn():
    ProviderFactory(urn=123456)
    form = ProviderForm({**ENTRY, "type": "ap_academy", "urn": "123456"}, today=TODAY)
    assert messages(form) == {"urn": ["Another provider has this URN"]}


# SiteForm

SITE = {
    "name": "Main yard",
    "kind": "main",
    "half_days": list(HalfDay.values),
    "street": "1 Farm Lane",
    "town": "Romford",
    "postcode": "rm13bb",
    "capacity": "12",
    "am_starts_at": "9:30",
    "am_finishes_at": "12",
    "pm_starts_at": "1pm",
    "pm_finishes_at": "3pm",
    "is_active": "on",
}


def site_form(provider, **answers):
    return SiteForm({**SITE, **answers}, provider=provider, today=TODAY)


def test_site_form_tidies_the_postcode_and_reads_times(provider):
    form = site_form(provider, am_finishes_at="12:00")
    assert messages(form) == {}
    facts = form.facts()
    assert (facts["postcode"], facts["am_starts_at"], facts["pm_finishes_at"]) == (
        "RM1 3BB",
        dt.time(9, 30),
        dt.time(15, 0),
    )


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"postcode": ""}, "postcode", "Enter the postcode"),
        ({"postcode": "RM1"}, "postcode", "Enter a full postcode, like RM1 3BB"),
        ({"postcode": "ZZ9 9ZZ"}, "postcode", "There is no such postcode. Check it for a slip."),
        ({"street": ""}, "street", "Enter the street"),
        (
            {"am_finishes_at": "09:00"},
            "am_finishes_at",
            "“Morning finishes” must be later than “Morning starts”",
        ),
        (
            {"pm_starts_at": "11:30"},
            "pm_starts_at",
            (
                "The afternoon starts at 11:30, before the morning finishes at 12:00: opening "
                "times must not overlap"
            ),
        ),
        (
            {"pm_finishes_at": "12:45", "pm_starts_at": "13:00"},
            "pm_finishes_at",
            "“Afternoon finishes” must be later than “Afternoon starts”",
        ),
        ({"half_days": []}, "half_days", "Select the half-days on which it is open"),
        ({"kind": ""}, "kind", "Select what kind of site it is"),
        ({"kind": "subcontracted"}, "subcontractor", "Enter who runs the site"),
        (
            {"subcontractor": "Kiln Works"},
            "subcontractor",
            "Empty this, or say that a sub-contractor runs it",
        ),
        (
            {"premises_checked_by": "Jo Fell, fire officer"},
            "premises_checked_on",
            "Enter the date of the check",
        ),
        (
            date("premises_checked_on", 1, 9, 2026),
            "premises_checked_by",
            "Enter who checked the building",
        ),
        (
            {"premises_checked_by": "Jo Fell", **date("premises_checked_on", 24, 11, 2026)},
            "premises_checked_on",
            "Date of the check must be today or in the past",
        ),
        ({"capacity": "many"}, "capacity", "Most pupils in a half-day must be a whole number"),
        ({"pm_starts_at": "noon"}, "pm_starts_at", "Enter a time, like 09:30"),
    ],
)
def test_site_form_says_what_to_do(provider, answers, field, message):
    form = site_form(provider, **{"am_finishes_at": "12:00", **answers})
    assert messages(form) == {field: [message]}


def test_site_form_refuses_a_name_twice_but_not_its_own(provider):
    site = SiteFactory(provider=provider, name="Main Yard")
    SiteFactory(name="Main Yard")
    twice = site_form(provider, am_finishes_at="12:00")
    assert messages(twice) == {"name": ["This provider has a site of that name already"]}
    same = SiteForm(
        {**SITE, "am_finishes_at": "12:00"}, instance=site, provider=provider, today=TODAY
    )
    assert messages(same) == {}


# OfferForm

OFFER = {
    "title": "Farm skills",
    "age_from": "11",
    "age_to": "16",
    "needs": ["semh", "anxiety"],
    "half_days": ["3pm", "1am"],
    "places": "8",
    "price": "£45.50",
    "price_unit": "half_day",
    "type": "vocational",
    "vat": "exempt",
    "absence_charge": "full",
    "transport": "none",
    "is_active": "on",
}


def offer_form(site, **answers):
    return OfferForm({"site": site.pk, **OFFER, **answers}, provider=site.provider)


def test_offer_form_gives_pence_and_half_days(site):
    form = offer_form(site)
    assert messages(form) == {}
    facts = form.facts()
    assert (facts["price_pence"], facts["half_days"], facts["needs"], facts["site"]) == (
        4550,
        ["1am", "3pm"],
        [Need.SEMH, Need.ANXIETY],
        site,
    )
    assert "price" not in facts


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"price_unit": ""}, "price_unit", "Select what the price is for"),
        ({"price": "lots"}, "price", "Enter an amount in pounds, like 85 or 85.50"),
        ({"age_to": "10"}, "age_to", "Oldest age must be the youngest age or more"),
        ({"age_from": "3"}, "age_from", "Youngest age must be 4 or more"),
        ({"age_to": "old"}, "age_to", "Oldest age must be a whole number"),
        ({"places": "0"}, "places", "Places in a half-day must be 1 or more"),
        ({"half_days": []}, "half_days", "Select the half-days on which it is taught"),
        ({"type": ""}, "type", "Select what kind of offer it is"),
        ({"vat": ""}, "vat", "Select whether there is VAT"),
        (
            {"absence_charge": ""},
            "absence_charge",
            "Select what is charged when a pupil is absent",
        ),
        ({"transport": ""}, "transport", "Select whether there is transport"),
        ({"transport": "charged"}, "transport_note", "Enter what transport costs"),
        ({"group_size": "0"}, "group_size", "Most pupils taught together must be 1 or more"),
        ({"needs": []}, "needs", "Select the needs it is planned for"),
    ],
)
def test_offer_form_says_what_to_do(site, answers, field, message):
    assert messages(offer_form(site, **answers)) == {field: [message]}


def test_offer_form_refuses_anothers_site(site):
    form = OfferForm({**OFFER, "site": SiteFactory().pk}, provider=site.provider)
    assert messages(form) == {"site": ["Select an option from the list"]}


def test_offer_form_begins_with_the_only_site_and_the_offers_price(site):
    assert OfferForm(provider=site.provider)["site"].value() == site.pk
    offer = OfferFactory(site=site, price_pence=4550)
    assert OfferForm(instance=offer, provider=site.provider)["price"].value() == "45.50"


# ApprovalDecideForm


def decide_form(**answers):
    given = {"status": "approved", **date("decided_on", 23, 11, 2026), **answers}
    return ApprovalDecideForm(given, approval_status=ApprovalStatus.APPLIED, today=TODAY)


def test_every_decision_has_its_words():
    decidable = {status for each in TRANSITIONS for status in next_statuses(each)}
    assert set(DECISIONS) == decidable


@pytest.mark.parametrize("status", TRANSITIONS)
def test_approval_decide_form_offers_what_may_follow(status):
    form = ApprovalDecideForm(approval_status=status, today=TODAY)
    offered = [value for value, _ in form.fields["status"].choices]
    assert offered == next_statuses(status)


def test_approval_decide_form_begins_with_today_and_a_year_from_now():
    form = ApprovalDecideForm(approval_status=ApprovalStatus.APPLIED, today=TODAY)
    assert form["decided_on"].value() == TODAY
    assert form["review_on"].value() == dt.date(2027, 11, 23)


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"status": ""}, "status", "Select what you decide"),
        (
            {"status": "refused"},
            "reason",
            "Give the reason: the approval becomes “refused”, and schools read why.",
        ),
        (
            {"status": "conditional", "reason": "New leader"},
            "conditions",
            "Give the conditions that the provider must meet.",
        ),
        (
            date("decided_on", 24, 11, 2026),
            "decided_on",
            "Date of the decision must be today or in the past",
        ),
        (
            date("review_on", 23, 11, 2026),
            "review_on",
            "Review must be after the date of the decision",
        ),
    ],
)
def test_approval_decide_form_says_what_to_do(answers, field, message):
    assert messages(decide_form(**answers)) == {field: [message]}


def test_approval_decide_form_takes_a_plain_approval_without_a_reason():
    form = decide_form()
    assert messages(form) == {}
    assert (form.cleaned_data["reason"], form.cleaned_data["review_on"]) == ("", None)
