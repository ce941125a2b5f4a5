import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.models import SchoolProfile
from apcommission.audit.models import PupilView
from tests.factories.accounts import member
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import SearchMissFactory
from tests.factories.terms import half_terms_of

URL = "/market/"


@pytest.fixture
def area(authority, school, clock):
    half_terms_of(authority)
    SchoolProfile.objects.create(organisation=school, urn=102345, postcode="RM1 3BB")


def decline(school, provider, surname, **fields):
    return PlacementFactory(
        pupil=PupilFactory(school=school, surname=surname, sen_primary="SEMH"),
        provider=provider,
        status="declined",
        answered_at=dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC),
        answer_note=f"No room for {surname}",
        **fields,
    )


@pytest.fixture
def gaps(area, authority, school, provider):
    decline(school, provider, "Refused")
    PlacementFactory(
        pupil=PupilFactory(school=school, surname="Ignored", sen_primary="ASD"),
        provider=provider,
        status="requested",
        requested_at=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC),
    )
    SearchMissFactory(
        authority=authority, needs=["semh"], area="RM3", words="boxing", within_km=5, age=15
    )


def links(page, kind):
    return re.findall(rf'href="(/market/{kind}/\?[^"]*)"', page)


@pytest.mark.capability("F137")
def test_the_gap_is_shown_by_need_age_and_area_with_the_list_behind_each_number(
    web, commissioner, gaps
):
    client = web(commissioner)
    page = client.get(URL).text

    tables = [
        (
            re.search(r"<caption>([^<]*)", table)[1],
            [
                (label, [int(n) for n in re.findall(r'app-number">(?:<a[^>]*>)?(\d+)', rest)])
                for label, rest in re.findall(r'<th scope="row">([^<]*)</th>(.*)', table)
            ],
        )
        for table in page.split('<table class="app-table">')[1:]
    ]
    assert tables == [
        (
            "By need",
            [("Social, emotional and mental health", [1, 0, 1]), ("Autism", [0, 1, 0])],
        ),
        ("By key stage", [("Key stage 4 (ages 14 to 16)", [1, 1, 1])]),
        ("By area", [("RM1", [1, 1, 0]), ("RM3", [0, 0, 1])]),
    ]
    assert "Numbers are not suppressed" in page
    listed = {
        kind: client.get(links(page, kind)[1].replace("&amp;", "&")).text
        for kind in ("declined", "unanswered", "searches")
    }
    assert "Refused" in listed["declined"]
    assert "No room for Refused" in listed["declined"]
    assert "Ignored" in listed["unanswered"]
    assert "boxing" in listed["searches"]
    assert "RM3, within 5 km" in listed["searches"]
    seen = PupilView.objects.filter(person_id=commissioner.pk, route="reports:market_gap_list")
    assert seen.count() == 2


def test_a_list_can_be_narrowed_to_one_group(web, officer, gaps, school, provider):
    other = decline(school, provider, "Medical")
    other.pupil.sen_primary = ""
    other.pupil.save()
    client = web(officer)
    narrowed = client.get(f"{URL}declined/?by=need&value=semh").text
    assert "Social, emotional and mental health" in narrowed
    assert "Refused" in narrowed
    assert "Medical" not in narrowed
    assert "Medical" in client.get(f"{URL}declined/").text
    assert "Nothing in this period" in client.get(f"{URL}declined/?by=area&value=ZZ1").text
    assert client.get(f"{URL}elsewhere/").status_code == 404


def test_the_period_can_be_chosen(web, officer, gaps):
    client = web(officer)
    assert "from 1 Sep 2025 to 31 Aug 2026" in client.get(URL, {"period": "last"}).text
    assert "Nothing went unmet" in client.get(URL, {"period": "last"}).text
    assert "from 31 Aug 2026 to 23 Nov 2026" in client.get(URL, {"period": "weeks"}).text


def test_the_numbers_can_be_taken_away(web, officer, gaps):
    client = web(officer)
    file = client.get(f"{URL}file.csv")
    assert file["Content-Disposition"] == (
        'attachment; filename="market-gap-2026-09-01-to-2026-11-23.csv"'
    )
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == [
        "Breakdown",
        "Group",
        "Declined requests",
        "Unanswered requests",
        "Searches with no result",
    ]
    assert rows[1] == ["By need", "Social, emotional and mental health", "1", "0", "1"]
    assert rows[-1] == ["All", "Each counted once", "1", "1", "1"]
    assert "Refused" not in file.text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}file.xlsx").content))
    assert [cell.value for cell in book["Data"][2]] == [
        "By need",
        "Social, emotional and mental health",
        1,
        0,
        1,
    ]
    notes = {row[0].value: row[1].value for row in book["Notes"]}
    assert notes["Period"] == "1 September 2026 to 23 November 2026"
    assert notes["Small numbers"].startswith("Numbers are not suppressed")
    assert client.get(f"{URL}file.ods").status_code == 404


def test_another_authority_has_its_own_gap(web, stranger, gaps):
    client = web(stranger(Role.COMMISSIONER))
    assert "Nothing went unmet" in client.get(URL).text
    for kind in ("declined", "unanswered", "searches"):
        page = client.get(f"{URL}{kind}/").text
        for hidden in ("Refused", "Ignored", "boxing"):
            assert hidden not in page


@pytest.mark.parametrize(
    "role", [Role.SCHOOL_LEAD, Role.PROVIDER_LEAD, Role.FINANCE_OFFICER, Role.FORUM_MEMBER]
)
def test_others_do_not_see_the_gap(web, role, db):
    client = web(member(role))
    for page in ("", "declined/", "file.csv"):
        assert client.get(f"{URL}{page}").status_code == 403


@pytest.mark.parametrize("page", ["", "declined/", "unanswered/", "searches/"])
def test_more_gaps_cost_the_same_queries(web, officer, gaps, authority, school, provider, page):
    client = web(officer)
    client.get(URL + page)
    with CaptureQueriesContext(connection) as one:
        client.get(URL + page)
    for n in range(2):
        decline(school, provider, f"More{n}")
        SearchMissFactory(authority=authority)
        PlacementFactory(
            pupil=PupilFactory(school=school),
            status="requested",
            requested_at=dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC),
        )
    with CaptureQueriesContext(connection) as three:
        client.get(URL + page)
    assert len(three) == len(one)
