import csv
import datetime as dt
import io

import pytest
import time_machine

from apcommission.accounts.choices import Role
from providers.models import Approval
from qa.choices import Outcome
from tests.factories.accounts import member
from tests.factories.qa import JudgementFactory, VisitFactory

PAGE = "/visits/coverage/"
FIRST = "first_0=1&first_1=11&first_2=2026&last_0=23&last_1=11&last_2=2026"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def visit(authority, provider, site):
    Approval.objects.update(
        qa_grade="sound", qa_visited_on=dt.date(2026, 10, 12), qa_next_due_on=dt.date(2026, 11, 1)
    )
    return VisitFactory(authority=authority, provider=provider, site=site, is_published=True)


@pytest.mark.capability("F099")
def test_coverage_shows_grades_what_is_done_due_and_overdue_and_what_falls_short(
    web, officer, visit, slot
):
    """How each number is counted: test_coverage.py."""
    standard = visit.framework.standards.get(number="2.3")
    JudgementFactory(visit=visit, standard=standard, outcome=Outcome.NOT_YET_MET)
    page = web(officer).get(PAGE).content.decode()
    assert "from 23 Nov 2025 to 23 Nov 2026" in page
    for words in ("of 1 visited", "due soon", "overdue", "Providers by grade", "Sound"):
        assert words in page
    assert standard.summary in page.split("Standards most often not met</h2>")[1]
    missed = page.split("that nobody visited</h2>")[1].split("</h2>")[0]
    assert "None: every site" in missed
    later = web(officer).get(f"{PAGE}?{FIRST}").content.decode()
    assert "Main yard" in later.split("that nobody visited</h2>")[1].split("<h2")[0]


def test_coverage_as_csv_has_a_row_for_each_site(web, officer, visit, slot):
    response = web(officer).get(f"/visits/coverage.csv?{FIRST}")
    name = 'attachment; filename="visits-2026-11-01-to-2026-11-23.csv"'
    assert response["Content-Disposition"] == name
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        [
            "Bridge Farm",
            "Main yard",
            "Sound",
            "2026-11-01",
            "overdue",
            "the cycle for its grade",
            "0",
            "0",
            "1",
        ]
    ]


def test_days_in_the_wrong_order_are_said_to_be(web, officer, provider):
    swapped = "first_0=23&first_1=11&first_2=2026&last_0=1&last_1=11&last_2=2026"
    page = web(officer).get(f"{PAGE}?{swapped}").content.decode()
    assert "The first day must be before the last." in page


@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.PROVIDER_LEAD, Role.FINANCE_OFFICER])
def test_coverage_is_the_authoritys(web, role):
    client = web(member(role))
    assert client.get(PAGE).status_code == 403
    assert client.get("/visits/coverage.csv").status_code == 403


def test_another_authority_sees_nothing_of_it(web, stranger, visit):
    page = web(stranger(Role.OFFICER)).get(PAGE).content.decode()
    assert "No provider is in use" in page
    assert "Bridge Farm" not in page
