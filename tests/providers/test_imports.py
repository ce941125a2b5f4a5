import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from providers.imports.checking import check, unknown_columns
from providers.imports.columns import columns, heading_of, template_rows
from providers.imports.reading import read_providers
from providers.imports.words import shown
from providers.models import Offer
from tests.factories.providers import OfferFactory, ProviderFactory, SiteFactory
from tests.providers.import_files import FARM, MILL, numbered

TODAY = dt.date(2026, 11, 23)


def checked(*rows):
    return check(numbered(*rows), TODAY)


def problems(*rows):
    return [(p.row, p.column, p.given, p.advice) for p in checked(*rows).problems]


def known_farm(**fields):
    """Bridge Farm as the rows of FARM say it, in the register already."""
    facts = {"ukprn": "10012345", "phone": "01632 960 001"} | fields
    provider = ProviderFactory(organisation__name="Bridge Farm", **facts)
    site = SiteFactory(provider=provider, name="Main yard", postcode="RM1 3BB")
    return OfferFactory(
        site=site,
        title="Land skills",
        age_from=14,
        age_to=16,
        needs=["behaviour", "autism"],
        places=6,
        price_pence=6500,
        price_unit="day",
    )


def names(steps):
    return [(step.about, step.name, step.provider_name) for step in steps]


# The columns


def test_every_column_fills_a_field_of_its_record():
    records = {"provider": Offer.provider, "site": Offer.site, "offer": None}
    for column in columns(TODAY):
        relation = records[column.about]
        model = relation.field.related_model if relation else Offer
        if (column.about, column.field) != ("provider", "name"):
            assert model._meta.get_field(column.field).name == column.field


def test_headings_are_given_once():
    headings = [column.heading for column in columns(TODAY)]
    assert len(set(headings)) == len(headings)
    assert heading_of("offer", "price_pence") == "Price in pounds"


def test_the_example_of_the_template_can_be_read_and_is_left_out():
    headings, (example,), notes = template_rows(TODAY)
    read = {c.field: c.read(text) for c, text in zip(columns(TODAY), example, strict=True) if text}

    assert read["price_pence"] == 6500
    assert ("Inspected on", "The day first: 23/11/2026.") in notes
    left = read_providers([(2, dict(zip(headings, example, strict=True)))], TODAY)
    assert (left.providers, left.problems) == ([], [])
    assert left.left_out == {"the example of the template": 1}


def test_columns_that_say_nothing_are_named():
    assert unknown_columns(["Offer", "Problem", "Colour"]) == ["Colour"]


# Rows put together


def test_rows_that_repeat_a_provider_and_a_site_are_one_of_each(db):
    plan = checked(FARM, {**FARM, "Offer": "Horses"}, {**FARM, "Site name": "Barn"}).plan

    assert names(plan.new) == [
        ("provider", "Bridge Farm", "Bridge Farm"),
        ("site", "Main yard", "Bridge Farm"),
        ("offer", "Land skills", "Bridge Farm"),
        ("offer", "Horses", "Bridge Farm"),
        ("site", "Barn", "Bridge Farm"),
        ("offer", "Land skills", "Bridge Farm"),
    ]


def test_a_row_without_a_number_joins_the_only_provider_of_its_name(db):
    plan = checked({"Provider name": "bridge farm", "Site name": "Barn"}, FARM).plan
    assert names(plan.new)[:2] == [
        ("provider", "Bridge Farm", "Bridge Farm"),
        ("site", "Main yard", "Bridge Farm"),
    ]
    assert len(plan.steps) == 1


def test_a_row_without_a_number_cannot_choose_between_two_of_its_name(db):
    other = {**FARM, "UKPRN": "10099999"}
    assert problems(FARM, other, {"Provider name": "Bridge Farm"}) == [
        (
            4,
            "URN",
            "",
            "Several providers of the file have this name. Enter the URN or UKPRN in this row too.",
        )
    ]


def test_numbers_of_two_providers_in_one_row_are_refused(db):
    both = {**MILL, "UKPRN": FARM["UKPRN"]}
    assert problems(FARM, MILL, both) == [
        (
            4,
            "UKPRN",
            "10012345",
            "Rows 3 and 2 are two providers with these numbers. Correct the URN or the UKPRN.",
        )
    ]


def test_two_rows_that_disagree_about_one_provider_are_told(db):
    result = checked(FARM, {**FARM, "Offer": "Horses", "Phone": "01632 960 002"})

    assert [vars(problem) for problem in result.problems] == [
        {
            "row": 3,
            "column": "Phone",
            "given": "01632 960 002",
            "advice": "Row 2 says something else of the same provider. Make them the same, or "
            "leave one empty.",
        }
    ]
    assert ("offer", "Horses", "Bridge Farm") not in names(result.plan.new)


def test_a_bad_row_takes_nothing_of_its_provider_into_the_register(db):
    result = checked({**FARM, "Price in pounds": "dear"}, MILL)

    assert [problem.row for problem in result.problems] == [2]
    assert names(result.plan.new)[0] == ("provider", "Mill Studio", "Mill Studio")
    assert len(result.plan.steps) == 1


@pytest.mark.parametrize(
    ("empty", "column", "advice"),
    [
        ("Provider name", "Provider name", "Enter the name of the provider."),
        ("Site name", "Site name", "Enter the name of the site, such as Main site."),
        ("Offer", "Offer", "Enter the name of the offer."),
        (
            "Kind of provider",
            "Kind of provider",
            "Enter the kind of provider: it is new to the register.",
        ),
        ("Youngest age", "Youngest age", "Enter the youngest age: the offer is new."),
        ("Oldest age", "Oldest age", "Enter the oldest age: the offer is new."),
        ("Price in pounds", "Price in pounds", "Enter the price: the offer is new."),
        ("Price is for", "Price is for", "Enter what the price is for, such as “a day”."),
    ],
)
def test_what_a_new_record_needs_is_asked_for(db, empty, column, advice):
    assert problems({**FARM, empty: ""}) == [(2, column, "", advice)]


def test_ages_the_wrong_way_round_are_refused(db):
    assert problems({**FARM, "Oldest age": "11"}) == [
        (2, "Oldest age", "11", "Enter an age that is not below the youngest, 14.")
    ]


# Beside the register


def test_what_the_register_says_already_changes_nothing(db):
    known_farm()
    plan = checked(FARM).plan

    assert (plan.new, plan.changed) == ([], [])
    assert names(plan.unchanged) == [
        ("provider", "Bridge Farm", "Bridge Farm"),
        ("site", "Main yard", "Bridge Farm"),
        ("offer", "Land skills", "Bridge Farm"),
    ]


def test_what_changes_is_said_field_by_field(db):
    known_farm(phone="")
    plan = checked({**FARM, "Price in pounds": "70", "Needs": "Autism", "Postcode": ""}).plan

    assert [
        (step.about, change.heading, change.before, change.after)
        for step in plan.changed
        for change in step.changes
    ] == [
        ("provider", "Phone", "", "01632 960 001"),
        ("offer", "Needs", "Autism; Behaviour", "Autism"),
        ("offer", "Price in pounds", "£65.00", "£70.00"),
    ]


def test_an_empty_cell_changes_nothing(db):
    known_farm()
    row = {
        "Provider name": "Bridge Farm",
        "UKPRN": "10012345",
        "Site name": "MAIN YARD",
        "Offer": "land skills",
    }
    plan = checked(row).plan
    assert (plan.new, plan.changed, len(plan.unchanged)) == ([], [], 3)


def test_a_provider_is_known_by_its_urn_whatever_it_is_called(db):
    known = ProviderFactory(organisation__name="Old Mill", urn=123456, type="independent_school")
    plan = checked(MILL).plan

    assert plan.steps[0].record == known
    assert [vars(change) for change in plan.steps[0].changes] == [
        {"heading": "Provider name", "before": "Old Mill", "after": "Mill Studio"}
    ]


def test_a_provider_is_known_by_its_name_and_postcode(db):
    known = known_farm(ukprn="").provider
    plan = checked({**FARM, "UKPRN": ""}).plan

    assert plan.steps[0].record == known


def test_the_same_name_elsewhere_is_another_provider(db):
    known_farm(ukprn="")
    elsewhere = checked({**FARM, "UKPRN": "", "Postcode": "BR1 1AA"}).plan
    assert [step.is_new for step in elsewhere.steps] == [True]


def test_the_same_name_and_place_with_another_number_is_another_provider(db):
    known_farm(ukprn="10077777")
    assert [step.is_new for step in checked(FARM).plan.steps] == [True]


def test_a_name_alone_does_not_say_who_it_is(db):
    (problem,) = problems({**FARM, "UKPRN": "", "Postcode": ""})
    assert problem == (
        2,
        "Provider name",
        "Bridge Farm",
        (
            "Enter the URN, the UKPRN or the postcode of a site: a name alone does not say which "
            "provider it is."
        ),
    )


def test_numbers_of_two_known_providers_are_refused(db):
    known_farm()
    ProviderFactory(organisation__name="Mill Studio", urn=123456)
    (problem,) = problems({**FARM, "URN": "123456"})
    assert problem[:3] == (2, "UKPRN", "10012345")
    assert "this URN for Mill Studio, and this UKPRN for Bridge Farm" in problem[3]


def test_one_ukprn_of_several_known_providers_goes_by_the_name(db):
    ProviderFactory(organisation__name="Bridge Farm North", ukprn="10012345")
    known = known_farm().provider
    assert checked(FARM).plan.steps[0].record == known

    ProviderFactory(organisation__name="Bridge Farm", ukprn="10012345")
    (problem,) = problems(FARM)
    assert problem == (2, "URN", "", "The register has 2 such providers. Enter the URN or UKPRN.")


def test_a_price_unit_does_not_change_without_its_price(db):
    known_farm()
    row = {**FARM, "Price in pounds": "", "Price is for": "an hour"}
    assert problems(row) == [(2, "Price in pounds", "", "Enter the price for the new unit too.")]


def test_an_age_is_checked_beside_what_the_register_says(db):
    known_farm()
    (problem,) = problems({**FARM, "Oldest age": "", "Youngest age": "17"})
    assert problem[:3] == (2, "Oldest age", "16")


def test_two_offers_of_one_name_at_a_site_cannot_be_told_apart(db):
    offer = known_farm()
    OfferFactory(site=offer.site, title="LAND skills")
    (problem,) = problems(FARM)
    assert problem[1:] == (
        "Offer",
        "Land skills",
        "The register has 2 offers of this name at the site. Rename one first.",
    )


def test_closed_sites_and_offers_are_left_out(db):
    offer = known_farm()
    Offer.objects.filter(pk=offer.pk).update(is_active=False)
    result = checked({**FARM, "Price in pounds": "70"})
    assert result.left_out == {"the offer is closed in the register": 1}
    assert result.plan.changed == []

    offer.site.is_active = False
    offer.site.save()
    result = checked({**FARM, "Price in pounds": "70"})
    assert result.left_out == {"the site is closed in the register": 1}
    assert names(result.plan.unchanged) == [("provider", "Bridge Farm", "Bridge Farm")]


def test_values_are_shown_in_words():
    assert shown("provider", "type", "non_school") == "Non-school AP"
    assert shown("provider", "ofsted_inspected_on", TODAY) == "23 Nov 2026"
    assert shown("offer", "half_days", ["2pm", "1am"]) == "Monday morning; Tuesday afternoon"
    assert shown("site", "capacity", 12) == "12"
    assert shown("offer", "vat", "") == ""


def test_one_provider_and_many_cost_the_same_queries(db):
    with CaptureQueriesContext(connection) as one:
        checked(FARM)
    with CaptureQueriesContext(connection) as many:
        checked(FARM, MILL, {**MILL, "URN": "123457", "Provider name": "Third"})
    assert len(many) == len(one)
