import datetime as dt

import pytest

from providers.catalogue import entries
from providers.comparison import Row, chosen_ids, columns, compared, spreadsheet_rows
from providers.models import Provider
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

ON = dt.date(2026, 11, 23)


def entry(authority, name, **listing):
    provider = ProviderFactory(organisation__name=name)
    if listing:
        ApprovalFactory(authority=authority, provider=provider, **listing)
    return entries(Provider.objects.listed_by(authority.pk).among([provider.pk]))[0]


@pytest.mark.parametrize(
    ("asked", "ids", "says"),
    [
        (["3", "1"], [3, 1], ""),
        (["1", "2", "3", "4"], [1, 2, 3, 4], ""),
        (["1", "1"], [1], "Tick at least 2"),
        ([], [], "Tick at least 2"),
        (["1", "x", "99999999999"], [1], "Tick at least 2"),
        (list("12345"), [1, 2, 3, 4, 5], "At most 4 providers stand side by side. You ticked 5."),
    ],
)
def test_two_to_four_are_compared(asked, ids, says):
    found, problem = chosen_ids(asked)
    assert found == ids
    assert problem.startswith(says)
    assert bool(problem) is bool(says)


def test_rows_say_what_differs_and_leave_out_what_nobody_says(authority):
    sides = [
        entry(authority, "Ash", status="conditional", conditions="A second first aider"),
        entry(authority, "Beech"),
    ]
    rows = {row.label: row for row in compared(sides)}
    assert rows["Approval"].values == [
        "Approved with conditions since 1 Sep 2026",
        "Not on the list",
    ]
    assert rows["Conditions"].values == ["A second first aider", "–"]
    assert rows["QA grade"].values == ["Not graded yet", "Not graded yet"]
    assert (rows["Conditions"].differs, rows["QA grade"].differs) == (True, False)
    assert {"VAT", "Needs", "Group size"} & set(rows) == set()


def test_row_gives_each_value_with_the_name_it_is_of():
    row = Row("Ages", ["Ash", "Beech"], ["5 to 7", "8 to 9"])
    assert row.cells == [
        {"name": "Ash", "value": "5 to 7"},
        {"name": "Beech", "value": "8 to 9"},
    ]


def test_offers_say_terms_once(authority):
    provider = ProviderFactory()
    site = SiteFactory(provider=provider, half_days=["1am"])
    terms = {"vat": "exempt", "absence_charge": "half", "minimum_weeks": 6, "half_days": ["1am"]}
    OfferFactory(site=site, title="A", group_size=1, **terms)
    OfferFactory(site=site, title="B", group_size=4, price_pence=5000, **terms)
    (only,) = entries(Provider.objects.listed_by(authority.pk).among([provider.pk]))
    said = {row.label: row.values[0] for row in compared([only])}
    assert said["Offers"] == "A (11 to 16), £90 a day; B (11 to 16), £50 a day"
    assert said["List price of a half-day"] == "£25 to £45"
    assert (said["VAT"], said["Minimum weeks"]) == ("No VAT", "6")
    assert (said["Charge for absence"], said["Group size"]) == (
        "Charged at half",
        "1:1; Groups of 4",
    )
    assert said["Half-days taught"] == "Monday morning"


def test_spreadsheet_has_a_value_in_each_column(authority):
    provider = ProviderFactory(organisation__name="Ash")
    SiteFactory(provider=provider, capacity=7, half_days=["1am"])
    found = entries(Provider.objects.listed_by(authority.pk).among([provider.pk]))
    (row,) = spreadsheet_rows(found, "Need: Autism")
    said = dict(zip(columns(ON), row, strict=True))
    assert said["Name"] == "Ash"
    assert said["Places left, Monday morning (23 Nov 2026)"] == 7
    assert said["Places left, Monday afternoon (23 Nov 2026)"] is None
    assert said["Filters"] == "Need: Autism"
    assert said["Note"].startswith("Not a recommendation")
