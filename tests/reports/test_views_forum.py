import csv
import io

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.reports.models import ForumReport
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.reports import ForumReportFactory

pytestmark = pytest.mark.django_db
LIST_QUERIES = 14
PUBLISHED = {"status": "published", "published_at": "2026-11-20T12:00Z"}
ANSWERS = {
    "title": "Autumn update",
    "purpose": "information",
    "recommendation": "That the Forum notes this.",
    "as_at_0": "20",
    "as_at_1": "11",
    "as_at_2": "2025",
}


def url(name, *arguments):
    return reverse(f"reports:{name}", args=arguments)


def test_forum_report_list_shows_the_forum_published_papers_only(authority, web, forum_member):
    ForumReportFactory(authority=authority, title="Out now", **PUBLISHED)
    ForumReportFactory(authority=authority, title="Still a draft")
    page = web(forum_member).get(url("forum_report_list")).content.decode()
    assert ("Out now" in page, "Still a draft" in page) == (True, False)


def test_forum_report_list_is_empty_with_a_reason(web, forum_member):
    page = web(forum_member).get(url("forum_report_list"))
    assert "No report has been published yet" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_forum_report_list_asks_the_same_number_of_questions(
    authority, web, commissioner, django_assert_num_queries, number
):
    for _ in range(number):
        ForumReportFactory(authority=authority)
    client = web(commissioner)
    client.get(url("forum_report_list"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url("forum_report_list"))


def test_forum_report_add_drafts_a_report(web, commissioner):
    response = web(commissioner).post(url("forum_report_add"), ANSWERS)
    report = ForumReport.objects.get()
    assert (response.status_code, response.url) == (302, report.get_absolute_url())
    assert report.made_by.name == "Carol Reyes"


def test_forum_report_add_keeps_what_was_typed(web, commissioner):
    answers = {**ANSWERS, "as_at_2": "2099"}
    page = web(commissioner).post(url("forum_report_add"), answers).content.decode()
    assert "Date of the figures must be today or in the past" in page
    assert "That the Forum notes this." in page
    assert not ForumReport.objects.exists()


@pytest.mark.parametrize("person", ["officer", "finance_officer", "forum_member"])
def test_forum_report_add_is_the_commissioners(request, web, person):
    user = request.getfixturevalue(person)
    assert web(user).get(url("forum_report_add")).status_code == 403


def test_forum_report_detail_shows_every_row_of_its_tables(authority, web, commissioner):
    report = ForumReportFactory(authority=authority)
    page = web(commissioner).get(url("forum_report_detail", report.pk)).content.decode()
    assert page.count('<th scope="row">Key stage 3</th>') == 1
    assert page.count('<th scope="row">Behaviour</th>') == 1


def test_forum_report_publish_lets_the_forum_read(authority, web, commissioner, forum_member):
    report = ForumReportFactory(authority=authority)
    reader = web(forum_member)
    assert reader.get(report.get_absolute_url()).status_code == 404
    web(commissioner).post(url("forum_report_publish", report.pk))
    assert reader.get(report.get_absolute_url()).status_code == 200


def test_forum_report_publish_twice_says_why_not(authority, web, commissioner):
    report = ForumReportFactory(authority=authority, **PUBLISHED)
    page = web(commissioner).post(url("forum_report_publish", report.pk), follow=True)
    assert "A published report cannot be published." in page.content.decode()


def test_forum_report_withdraw_hides_it_again(authority, web, commissioner, forum_member):
    report = ForumReportFactory(authority=authority, **PUBLISHED)
    web(commissioner).post(url("forum_report_withdraw", report.pk), {"reason": "An error."})
    assert web(forum_member).get(report.get_absolute_url()).status_code == 404


def test_forum_report_pdf_is_a_download(authority, web, forum_member):
    report = ForumReportFactory(authority=authority, pdf=b"%PDF-1.7 paper", **PUBLISHED)
    response = web(forum_member).get(url("forum_report_pdf", report.pk))
    assert response.content == b"%PDF-1.7 paper"
    assert response["Content-Disposition"].startswith("attachment; filename=")


def test_forum_report_pdf_is_not_there_before_it_is_made(authority, web, commissioner):
    report = ForumReportFactory(authority=authority)
    assert web(commissioner).get(url("forum_report_pdf", report.pk)).status_code == 404


def test_forum_report_csv_has_every_figure(authority, web, commissioner):
    report = ForumReportFactory(authority=authority)
    response = web(commissioner).get(url("forum_report_csv", report.pk))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Table", "Row", "Column", "Value"]
    assert ["Placements by home school", "All", "Placements", "0"] in rows


def test_forum_report_detail_prints_every_row(authority, web, commissioner, school, provider):
    for _ in range(7):
        PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    report = ForumReportFactory(authority=authority)
    page = web(commissioner).get(report.get_absolute_url()).content.decode()
    assert '<th scope="row">Hillside School</th>' in page
    assert '<th scope="row">Behaviour</th>' in page


def test_forum_report_of_another_authority_is_not_found(web, stranger):
    report = ForumReportFactory(**PUBLISHED)
    for name in ("forum_report_detail", "forum_report_pdf", "forum_report_csv"):
        answer = web(stranger(Role.COMMISSIONER)).get(url(name, report.pk))
        assert answer.status_code == 404
