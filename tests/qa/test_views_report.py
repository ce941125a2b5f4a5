import datetime as dt
import io

import pikepdf
import pytest
import time_machine
from pypdf import PdfReader

from apcommission.accounts.choices import Role
from qa.choices import Outcome, VisitStatus
from tests.factories.qa import (
    ActionFactory,
    ConfidentialNoteFactory,
    JudgementFactory,
    PhotoFactory,
    VisitFactory,
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def visit(authority, provider, officer):
    visit = VisitFactory(
        authority=authority,
        provider=provider,
        lead=officer,
        is_published=True,
        summary="A calm day",
    )
    first, second = visit.framework.standards.all()[:2]
    JudgementFactory(visit=visit, standard=first, evidence="The record was complete")
    JudgementFactory(visit=visit, standard=second, outcome=Outcome.PARTLY_MET)
    ConfidentialNoteFactory(visit=visit, standard=first)
    PhotoFactory(visit=visit, standard=first)
    ActionFactory(visit=visit)
    return visit


def report(client, visit, copy=""):
    return client.get(f"/visits/{visit.pk}/report.pdf{copy}")


def text_of(response):
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


HIDDEN = ("Two people are not checked yet", "The open gate", "Not for schools")


def test_the_providers_report_has_everything(web, provider_lead, visit):
    response = report(web(provider_lead), visit)
    assert response["Content-Type"] == "application/pdf"
    name = f'attachment; filename="visit-2026-10-12-{visit.pk}.pdf"'
    assert response["Content-Disposition"] == name
    text = text_of(response)
    for words in ("Bridge Farm", "A calm day", "The record was complete", "Partly met", *HIDDEN):
        assert words in text
    for words in ("Sound", "Mend the fence", "not compared line by line", "Owen Price"):
        assert words in text


@pytest.mark.parametrize("reader", ["school", "provider for schools"])
def test_the_schools_report_is_without_what_is_not_for_schools(
    web, school_lead, provider_lead, visit, reader
):
    user = school_lead if reader == "school" else provider_lead
    text = text_of(report(web(user), visit, "?copy=schools"))
    assert "The record was complete" in text
    assert "Copy for schools" in text
    for words in HIDDEN:
        assert words not in text


def test_a_school_gets_its_own_copy_whatever_it_asks_for(web, school_lead, visit):
    text = text_of(report(web(school_lead), visit, "?copy=full"))
    assert "Copy for schools" in text
    assert HIDDEN[0] not in text


def test_the_report_is_accessible(web, provider_lead, visit):
    """Tagged PDF/UA with a language and a title that a reader shows; pdf.py says how."""
    with pikepdf.open(io.BytesIO(report(web(provider_lead), visit).content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        assert str(pdf.docinfo["/Title"]) == "Visit of 12 October 2026 to Bridge Farm"


def test_the_page_of_a_school_hides_what_is_not_for_schools(web, school_lead, officer, visit):
    school = web(school_lead).get(f"/visits/{visit.pk}/").content.decode()
    ours = web(officer).get(f"/visits/{visit.pk}/").content.decode()
    for words in HIDDEN[:2]:
        assert words not in school
        assert words in ours
    assert "copy for schools" not in school
    assert "copy for schools" in ours


@pytest.mark.capability("F097")
def test_a_report_is_published_by_its_sign_off_and_not_before(
    web, commissioner, provider_lead, school_lead, authority, provider, officer
):
    """That each has their own PDF of it: above."""
    visit = VisitFactory(
        authority=authority,
        provider=provider,
        lead=officer,
        status=VisitStatus.SUBMITTED,
        summary="A calm day",
    )
    assert report(web(provider_lead), visit).status_code == 404
    assert report(web(school_lead), visit).status_code == 404
    web(commissioner).post(f"/visits/{visit.pk}/sign-off/", {"grade": "sound"})
    for user in (provider_lead, school_lead):
        assert "A calm day" in text_of(report(web(user), visit))


def test_a_draft_has_no_report_and_the_provider_reads_it_to_reply(
    web, officer, provider_lead, school_lead, stranger, authority, provider
):
    draft = VisitFactory(authority=authority, provider=provider)
    assert report(web(officer), draft).status_code == 404
    draft.status = VisitStatus.SUBMITTED
    draft.reply_by = dt.date(2026, 12, 3)
    draft.save()
    assert "Not signed off yet" in text_of(report(web(provider_lead), draft))
    for other in (school_lead, stranger(Role.COMMISSIONER), stranger(Role.PROVIDER_LEAD)):
        assert report(web(other), draft).status_code == 404
