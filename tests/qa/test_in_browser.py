"""A visit on a tablet: saved while it is written, through a lost connection, without scripts."""

import datetime as dt

import pytest
import time_machine

from qa.models import ConfidentialNote
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, open_page
from tests.documents.files import picture
from tests.factories.qa import (
    ActionFactory,
    ConfidentialNoteFactory,
    JudgementFactory,
    PhotoFactory,
    SelfAssessmentFactory,
    SelfJudgementFactory,
    VisitFactory,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TABLET = {"width": 820, "height": 1180}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def browse(chromium, live_server, web):
    def start(user, size=TABLET, **options):
        page = open_page(chromium, size, **options)
        session = web(user).cookies["apr_session"].value
        page.context.add_cookies(
            [{"name": "apr_session", "value": session, "url": live_server.url}]
        )
        page.root = live_server.url
        return page

    return start


@pytest.fixture
def draft(authority, provider, officer):
    visit = VisitFactory(authority=authority, provider=provider, lead=officer)
    first = visit.framework.standards.first()
    before = VisitFactory(
        authority=authority,
        provider=provider,
        visited_on=dt.date(2025, 10, 12),
        is_published=True,
    )
    JudgementFactory(visit=before, standard=first, outcome="partly_met", evidence="Two gaps")
    said = SelfAssessmentFactory(provider=provider, is_sent_now=True)
    SelfJudgementFactory(assessment=said, standard=first, evidence="All complete now")
    return visit


def record_of(page, visit):
    page.goto(f"{page.root}/visits/{visit.pk}/record/")
    return page.locator("#standard-1\\.1")


def state(page, text):
    page.wait_for_selector(f"[data-visit-state]:has-text('{text}')", timeout=15_000)


def kept(visit):
    return list(visit.judgements.values_list("standard__number", "outcome", "evidence"))


def on_device(page):
    return page.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('visit-draft')).length"
    )


def test_what_is_written_is_saved_by_itself(browse, officer, draft):
    page = browse(officer)
    block = record_of(page, draft)
    block.get_by_label("Met", exact=True).check()
    block.get_by_label("Evidence for 1.1").fill("The record is complete")
    block.get_by_label("Not for schools, 1.1").fill("One renewal is late")
    state(page, "Saved at 09:12")
    assert kept(draft) == [("1.1", "met", "The record is complete")]
    assert ConfidentialNote.objects.get().text == "One renewal is late"
    assert on_device(page) == 0
    assert page.complaints == []


def test_a_connection_cut_half_way_loses_nothing(browse, officer, draft):
    page = browse(officer)
    block = record_of(page, draft)
    page.context.set_offline(True)
    block.get_by_label("Evidence for 1.1").fill("Written in the cellar")
    state(page, "No connection. 1 standard is kept on this device.")
    assert kept(draft) == []
    assert on_device(page) == 1
    page.context.set_offline(False)
    state(page, "Saved at 09:12")
    assert kept(draft) == [("1.1", "", "Written in the cellar")]
    assert on_device(page) == 0


def test_what_was_kept_comes_back_when_the_page_was_closed_meanwhile(browse, officer, draft):
    page = browse(officer)
    block = record_of(page, draft)
    page.context.set_offline(True)
    block.get_by_label("Met", exact=True).check()
    block.get_by_label("Evidence for 1.1").fill("Written in the cellar")
    state(page, "No connection")
    page.goto("about:blank")
    page.context.set_offline(False)
    again = record_of(page, draft)
    assert again.get_by_label("Evidence for 1.1").input_value() == "Written in the cellar"
    state(page, "Saved at 09:12")
    assert kept(draft) == [("1.1", "met", "Written in the cellar")]
    assert on_device(page) == 0


def test_saving_everything_lets_go_of_what_was_kept(browse, officer, draft):
    page = browse(officer)
    block = record_of(page, draft)
    page.route("**/block/", lambda route: route.abort())
    block.get_by_label("Evidence for 1.1").fill("Seen")
    state(page, "No connection")
    page.get_by_role("button", name="Save and check").click()
    page.wait_for_selector("h1:has-text('Check the visit')")
    assert kept(draft) == [("1.1", "", "Seen")]
    assert on_device(page) == 0


def test_each_standard_is_saved_without_scripts(browse, officer, draft):
    page = browse(officer, java_script_enabled=False)
    block = record_of(page, draft)
    block.get_by_label("Evidence for 1.1").fill("Seen")
    block.get_by_role("button", name="Save standard 1.1").click()
    page.wait_for_selector("text=Draft saved at 09:12.")
    assert page.url.endswith("#standard-1.1")
    assert kept(draft) == [("1.1", "", "Seen")]


def test_a_photo_is_added_on_the_tablet(browse, officer, draft):
    page = browse(officer)
    record_of(page, draft).get_by_role("link", name="Add a photo to 1.1").click()
    page.get_by_label("Photo").set_input_files(
        {"name": "gate.png", "mimeType": "image/png", "buffer": picture("PNG")}
    )
    page.get_by_label("What does it show?").fill("The open gate")
    page.get_by_role("button", name="Add the photo").click()
    page.wait_for_selector("text=The photo is added.")
    assert draft.photos.get().caption == "The open gate"


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
def test_the_pages_of_a_visit_are_accessible_and_fit(
    browse, commissioner, officer, draft, provider_lead, size, authority, provider
):
    first = draft.framework.standards.first()
    done = VisitFactory(authority=authority, provider=provider, lead=officer, is_published=True)
    JudgementFactory(visit=done, standard=first, evidence="Seen")
    ConfidentialNoteFactory(visit=done, standard=first)
    PhotoFactory(visit=done, standard=first)
    ActionFactory(visit=done)
    waiting = VisitFactory(
        authority=authority,
        provider=provider,
        lead=officer,
        status="submitted",
        summary="Calm",
        reply_by=dt.date(2026, 12, 3),
    )
    own = f"standards/{draft.framework_id}"
    pages = [
        "",
        "add/",
        f"add/?provider={provider.pk}",
        f"{done.pk}/",
        f"{waiting.pk}/sign-off/",
        "standards/",
        f"{own}/",
        f"{own}/copy/",
        "coverage/",
        "calendar/",
        "self-assessments/",
    ]
    check(browse(commissioner, size), pages)
    first_steps = [f"{draft.pk}/record/", f"{draft.pk}/check/", f"{draft.pk}/photos/1.1/add/"]
    check(browse(officer, size), first_steps)
    theirs = [f"{waiting.pk}/", f"{waiting.pk}/reply/", "self-assessments/"]
    answer = f"actions/{done.actions.get().pk}/answer/"
    check(browse(provider_lead, size), [*theirs, answer])


def check(page, addresses):
    for address in addresses:
        page.goto(f"{page.root}/visits/{address}")
        assert_accessible(page)
        assert_no_overflow(page)
    assert page.complaints == []
    page.context.close()
