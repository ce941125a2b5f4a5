"""The questions about a legal body, sub-contracting, half-days and agreed prices."""

import datetime as dt

import pytest
from django.template import Context, Template

from apcommission.accounts.models import Organisation
from providers.forms.offer import OfferForm
from providers.forms.price import PriceEndForm, PriceForm
from providers.forms.provider import OwnEntryForm, ProviderForm
from providers.forms.site import SiteForm
from providers.models import Provider
from tests.factories.providers import OfferFactory

TODAY = dt.date(2026, 11, 23)


def date(name, day, month, year):
    return {f"{name}_0": str(day), f"{name}_1": str(month), f"{name}_2": str(year)}


def own(instance=None, **answers):
    return OwnEntryForm(answers, instance=instance or Provider(), today=TODAY)


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        (
            {"company_number": "123"},
            "company_number",
            "Company number must be 8 characters, like 01234567",
        ),
        (
            {"charity_number": "12"},
            "charity_number",
            "Charity number must be 6 or 7 digits, like 1234567",
        ),
        ({"ukprn": "12"}, "ukprn", "UKPRN must be 8 digits and begin with 1"),
        ({"declares": "yes"}, "subcontracting", "Enter who else teaches for it, and what"),
        ({"subcontracting": "Kiln"}, "declares", "Select yes, or empty the box below"),
        (
            {"declares": "no", "subcontracting": "Kiln"},
            "declares",
            "Select yes, or empty the box below",
        ),
    ],
)
def test_own_entry_form_says_what_to_do(answers, field, message):
    assert {name: list(errors) for name, errors in own(**answers).errors.items()} == {
        field: [message]
    }


@pytest.mark.parametrize("number", ["01234567", "sc123456", "OC301234"])
def test_a_company_number_is_tidied(number):
    form = own(company_number=number)
    assert form.is_valid()
    assert form.facts()["company_number"] == number.upper()


def test_only_a_new_or_different_declaration_bears_todays_date():
    def declared_on(instance, **answers):
        form = own(instance, **answers)
        assert form.is_valid()
        return form.facts().get("subcontracting_declared_on")

    earlier = dt.date(2026, 1, 5)
    said_yes = {"subcontracting": "Kiln", "subcontracting_declared_on": earlier}
    assert declared_on(Provider()) is None
    assert declared_on(Provider(), declares="no") == TODAY
    assert declared_on(Provider(subcontracting_declared_on=earlier), declares="no") is None
    assert declared_on(Provider(**said_yes), declares="yes", subcontracting="Kiln") is None
    assert declared_on(Provider(**said_yes), declares="yes", subcontracting="Mill") == TODAY
    assert declared_on(Provider(**said_yes), declares="no") == TODAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        (
            {"registration_evidence": "GIAS"},
            "registration_checked_on",
            "Enter the date on which it was looked at",
        ),
        (
            date("registration_checked_on", 3, 9, 2026),
            "registration_evidence",
            "Enter what was seen of its registration",
        ),
        (
            {"registration_evidence": "GIAS", **date("registration_checked_on", 24, 11, 2026)},
            "registration_checked_on",
            "Date of the check must be today or in the past",
        ),
    ],
)
def test_provider_form_asks_for_evidence_and_its_date_together(answers, field, message):
    form = ProviderForm({"name": "Farm", "type": "non_school", **answers}, today=TODAY)
    assert {name: list(errors) for name, errors in form.errors.items()} == {field: [message]}


def test_half_days_are_a_row_for_each_day(provider):
    form = SiteForm(provider=provider, today=TODAY)
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))
    rows = page.split('<div class="half-days__day">')[1:]
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert len(rows) == 5
    for number, (row, day) in enumerate(zip(rows, days, strict=True), start=1):
        for half in ("am", "pm"):
            assert f'value="{number}{half}" checked' in row
            assert f'<span class="govuk-visually-hidden">{day} </span>{half}</label>' in row


def test_half_days_that_are_missing_are_said_beside_the_grid(provider):
    form = SiteForm({}, provider=provider, today=TODAY)
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))
    fieldset = page.split('<div class="half-days"')[0].rpartition("<fieldset")[2]
    assert "Select the half-days on which it is open" in fieldset


def test_a_site_stays_open_while_its_offers_are_taught(provider, site):
    OfferFactory(site=site, title="Farm skills", half_days=["1am", "5pm"])
    OfferFactory(site=site, title="Paused", half_days=["2am"], is_active=False)
    form = SiteForm({"half_days": ["1am"]}, instance=site, provider=provider, today=TODAY)
    assert list(form.errors["half_days"]) == [
        "Farm skills is taught on Friday afternoon: change it first"
    ]


def test_an_offer_is_asked_for_within_its_sites_opening(site):
    site.half_days = ["1am", "1pm"]
    site.save()
    form = OfferForm({"site": site.pk, "half_days": ["1am", "2am"]}, provider=site.provider)
    assert list(form.errors["half_days"]) == ["Main yard is closed on Tuesday morning"]


def test_price_form_begins_with_the_offers_unit_and_today(offer):
    form = PriceForm(offer=offer, schools=None, today=TODAY)
    assert "school" not in form.fields
    assert [form[name].value() for name in ("price_unit", "agreed_on", "valid_from")] == [
        "day",
        TODAY,
        TODAY,
    ]


def test_price_form_gives_pence(offer, school):
    answers = {
        "school": school.pk,
        "price": "£45.50",
        "price_unit": "day",
        "reason": "Six places",
        **date("agreed_on", 1, 9, 2026),
        **date("valid_from", 1, 9, 2026),
    }
    schools = Organisation.objects.schools()
    form = PriceForm(answers, offer=offer, schools=schools, today=TODAY)
    assert form.is_valid(), form.errors
    facts = form.facts()
    assert (facts["price_pence"], facts["school"], facts["valid_to"]) == (4550, school, None)


def test_price_end_form_asks_for_the_last_day():
    form = PriceEndForm({})
    assert list(form.errors["last_day"]) == ["Enter the last day on which it holds"]
