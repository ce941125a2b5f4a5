"""The catalogue's pages: the list, its map and downloads, the comparison."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Postcode, SchoolProfile
from providers.choices import ApprovalStatus, Grade, Need
from providers.models import Approval, Offer, Provider, SearchMiss, Site
from tests.factories.accounts import member
from tests.factories.providers import OfferFactory, ProviderFactory, SiteFactory
from tests.providers.listing import DETAIL, LIST, costs, fill, listed, names

# provider_list


def test_provider_list_shows_an_authority_every_provider(web, commissioner, provider):
    ProviderFactory(organisation__name="Anchor Arts")
    response = web(commissioner).get(LIST)
    assert names(response) == ["Anchor Arts", "Bridge Farm"]
    assert b"Not on the list" in response.content


def test_provider_list_shows_a_school_what_it_may_use_and_what_it_no_longer_may(
    web, school_lead, authority, other_authority
):
    for status in ApprovalStatus:
        listed(authority, f"Is {status}", status)
    listed(other_authority, "Elsewhere")
    ProviderFactory(organisation__name="Unlisted")
    assert names(web(school_lead).get(LIST)) == [
        "Is approved",
        "Is conditional",
        "Is removed",
        "Is suspended",
    ]


def test_provider_list_says_the_count_in_its_title_and_heading(web, school_lead, authority):
    for number in range(21):
        listed(authority, f"Provider {number:02}")
    response = web(school_lead).get(LIST + "?page=2")
    assert names(response) == ["Provider 20"]
    page = response.content.decode()
    assert "<title>21 providers, page 2 of 2 –" in page
    assert '<h2 class="govuk-heading-m">21 providers</h2>' in page


def test_provider_list_says_why_it_is_empty(web, school_lead, authority):
    empty = web(school_lead).get(LIST).content.decode()
    assert "Your local authority has approved no provider yet" in empty
    listed(authority, "Bridge Farm")
    filtered = web(school_lead).get(LIST + "?text=zzz").content.decode()
    assert "No provider matches all of these filters" in filtered
    assert "Remove filter" in filtered


def test_provider_list_keeps_a_wrong_filter_and_says_what_is_wrong(web, school_lead, provider):
    page = web(school_lead).get(LIST + "?age=eleven").content.decode()
    assert "<title>Error: 1 provider –" in page
    assert "Age of the pupil must be a number" in page
    assert 'value="eleven"' in page


def test_provider_list_costs_the_same_for_three_as_for_one(web, school_lead, authority):
    def fill(name):
        provider = listed(authority, name)
        OfferFactory.create_batch(2, site=SiteFactory(provider=provider))

    fill("One")
    client = web(school_lead)
    client.get(LIST)  # the first page of a session also writes the session
    with CaptureQueriesContext(connection) as one:
        assert len(names(client.get(LIST))) == 1
    fill("Two")
    fill("Three")
    with CaptureQueriesContext(connection) as three:
        assert len(names(client.get(LIST))) == 3
    assert len(three) == len(one)


def test_provider_list_leads_a_provider_to_its_own_entry(web, provider_lead, provider):
    response = web(provider_lead).get(LIST)
    assert (response.status_code, response.url) == (302, DETAIL.format(provider.pk))


@pytest.mark.parametrize("role", [Role.SCHOOL_ATTENDANCE, Role.PROVIDER_STAFF, Role.FORUM_MEMBER])
def test_provider_pages_are_not_for_every_role(web, role, provider):
    client = web(member(role))
    assert client.get(LIST).status_code == 403
    assert client.get(DETAIL.format(provider.pk)).status_code == 403


def test_provider_list_opens_the_group_of_a_chosen_filter(web, school_lead, provider):
    page = web(school_lead).get(LIST + "?grade=sound&grade=strong").content.decode()
    groups = page.split("<details")[1:]
    opened = [
        group for group in groups if group.startswith(' class="catalogue-filter__group" open')
    ]
    assert len(opened) == 1
    assert "QA grade" in opened[0]
    assert "2 chosen" in opened[0]


@pytest.fixture
def three(authority):
    return [fill(authority, name) for name in ("Ash", "Beech", "Cedar")]


def test_provider_list_shows_places_left_and_the_table_stands_on_the_providers_page(
    web, school_lead, authority
):
    provider = fill(authority, "Ash")
    Site.objects.update(capacity=1)
    page = web(school_lead).get(LIST).content.decode()
    assert "1 place left in a half-day; none on Monday morning." in page
    own = web(school_lead).get(DETAIL.format(provider.pk)).content.decode()
    table = own.split('id="places"')[1].split("</table>")[0]
    assert table.count("1 left") == 9
    assert table.count("Full") == 1


def test_provider_list_numbers_the_map_as_the_list(web, school_lead, authority, three):
    SiteFactory(provider=three[2], name="Second", latitude=51.6, longitude=0.2)
    nowhere = listed(authority, "Birch")
    response = web(school_lead).get(LIST)
    assert names(response) == ["Ash", "Beech", "Birch", "Cedar"]
    page = response.content.decode()
    drawing = page.split('<svg class="app-map"')[1].split("</svg>")[0]
    points = [part.split('"')[0] for part in drawing.split('aria-label="')[2:]]
    assert [label.partition(", ")[0] for label in points] == [
        "1. Ash",
        "2. Beech",
        "4. Cedar",
        "4. Cedar",
    ]
    assert f'href="{DETAIL.format(three[1].pk)}"' in drawing
    assert DETAIL.format(nowhere.pk) not in drawing
    # Without an origin there is no cross and nobody's own place.
    assert "<script" not in drawing


@pytest.mark.capability("F026")
def test_provider_list_filters_by_everything_in_its_address(web, school_lead, authority, three):
    """Each filter alone leaves the one provider that meets it; the address says them all."""
    Provider.objects.filter(pk=three[0].pk).update(urn=123456, type="independent_school")
    Approval.objects.filter(provider=three[0]).update(qa_grade=Grade.STRONG)
    Offer.objects.filter(provider=three[0]).update(
        age_from=5,
        age_to=7,
        needs=[Need.AUTISM],
        subjects=["maths"],
        qualifications="BTEC Level 1",
        type="tuition",
        half_days=["3pm"],
        price_pence=4000,
        price_unit="half_day",
        transport="included",
    )
    Offer.objects.exclude(provider=three[0]).update(
        half_days=["1am"], price_pence=9000, price_unit="half_day"
    )
    Site.objects.filter(provider=three[0]).update(latitude=50.82, longitude=-0.14, town="Coast")
    Site.objects.exclude(provider=three[0]).update(capacity=1)
    client = web(school_lead)
    queries = (
        "text=coast",
        "age=6",
        "key_stage=ks1",
        "need=autism",
        "subject=maths",
        "qualification=btec",
        "kind=tuition",
        "weekday=3",
        "half_day=3pm",
        "price=50",
        "transport=included",
        "grade=strong",
        "registered=yes",
        "type=independent_school",
        "near=BN1&within=10",
        "places=2",
    )
    for query in queries:
        response = client.get(f"{LIST}?{query}")
        assert names(response) == ["Ash"], query
    whole = client.get(f"{LIST}?{'&'.join(queries)}")
    assert names(whole) == ["Ash"]
    # A chip for each that takes it away again.
    assert whole.content.decode().count("Remove filter") == len(queries) + 1


def test_provider_list_shows_offers_that_fit_first(web, school_lead, authority):
    provider = fill(authority, "Ash", offers=4)
    OfferFactory(site=provider.sites.get(), title="zz last", needs=[Need.AUTISM])
    client = web(school_lead)
    assert "zz last" not in client.get(LIST).content.decode()
    assert "zz last" in client.get(f"{LIST}?need=autism").content.decode()


def test_provider_list_measures_from_the_schools_own_postcode(web, school_lead, school, three):
    Postcode.objects.create(postcode="RM1 3BB", latitude=51.5, longitude=0.1)
    SchoolProfile.objects.create(organisation=school, urn=100001, postcode="RM1 3BB")
    page = web(school_lead).get(LIST).content.decode()
    assert "Distances are from RM1 3BB to the nearest site, in a straight line." in page
    assert page.count("<strong>0.0 km</strong>") == 3


PATHS = [LIST, f"{LIST}?need=semh&places=1&near=RM1&sort=distance"]
FILES = ["list.csv", "list.xlsx"]


def many(authority, number):
    """So many listed providers with a site and ten offers each, written in bulk."""
    organisations = [ProviderFactory.build().organisation for _ in range(number)]
    for organisation in organisations:
        organisation.pk = None
    type(organisations[0]).objects.bulk_create(organisations)
    providers = Provider.objects.bulk_create(
        Provider(organisation=each, type="non_school") for each in organisations
    )
    Approval.objects.bulk_create(
        Approval(authority=authority, provider=each, status="approved", decided_on="2026-09-01")
        for each in providers
    )
    sites = Site.objects.bulk_create(
        Site(provider=each, name="Main", latitude=51 + n / 1000, longitude=0.1)
        for n, each in enumerate(providers)
    )
    Offer.objects.bulk_create(
        OfferFactory.build(site=site, provider=site.provider, needs=["semh"])
        for site in sites
        for _ in range(10)
    )
    with connection.cursor() as cursor:
        # As the database does by itself after so many new rows.
        cursor.execute("ANALYZE")
    return providers


def test_pages_cost_the_same_for_1_3_and_500_providers(web, school_lead, authority):
    client = web(school_lead)
    paths = [*PATHS, *[f"{LIST}{name}" for name in FILES]]
    many(authority, 1)
    one = [costs(client, path) for path in paths]
    many(authority, 2)
    assert [costs(client, path) for path in paths] == one
    many(authority, 497)
    assert client.get(LIST).context["total"] == 500
    assert Offer.objects.count() == 5000
    # One page more is one page of links, not one query more.
    assert [costs(client, path) for path in paths] == one


# a search that finds nothing


@pytest.mark.parametrize(("user", "with_school"), [("school_lead", True), ("commissioner", False)])
def test_search_without_result_is_kept_said_and_not_twice(
    web, request, authority, school, three, user, with_school
):
    client = web(request.getfixturevalue(user))
    path = f"{LIST}?need=autism&age=9&weekday=2&near=RM1+3BB"
    page = client.get(path).content.decode()
    assert "Your local authority is told that somebody looked for this" in page
    client.get(path)
    client.get(f"{path}&sort=price")
    (miss,) = SearchMiss.objects.all()
    assert (miss.authority, miss.school) == (authority, school if with_school else None)
    assert (miss.needs, miss.age, miss.half_days, miss.area) == (
        ["autism"],
        9,
        ["2am", "2pm"],
        "RM1",
    )
    # The whole postcode may be a child's home.
    assert "3BB" not in miss.question
    client.get(f"{LIST}?need=autism&age=9")
    assert SearchMiss.objects.count() == 2


def test_search_without_result_says_which_filter_is_one_too_many(web, school_lead, three):
    page = web(school_lead).get(f"{LIST}?need=autism&age=12").content.decode()
    assert "Take away “Need (any of)”</a>: 3 providers" in page
    assert "Take away “Age of the pupil”" not in page
    assert 'href="?age=12"' in page
    both = web(school_lead).get(f"{LIST}?need=autism&text=zzz").content.decode()
    assert "no single one is the one too many" in both


def test_search_that_cannot_be_read_or_finds_something_is_not_kept(web, school_lead, three):
    client = web(school_lead)
    client.get(f"{LIST}?need=semh")
    client.get(f"{LIST}?age=x&need=autism")
    client.get(LIST)
    assert SearchMiss.objects.count() == 0
