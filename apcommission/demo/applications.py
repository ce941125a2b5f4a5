"""The demo's evidence and applications: nearly all in date; one document with a week to go, one
that ran out, an application with a document sent back, and one that is half finished."""

import datetime as dt
import io
from random import Random

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apcommission.accounts.scope import database_scope
from apcommission.demo.calendar import school_day_on_or_before, school_days_before
from apcommission.demo.clock import london
from apcommission.documents.received import receive
from providers import actions
from providers.choices import ApprovalStatus, CheckOutcome
from providers.models import Agreement, Document, EvidenceRequirement
from providers.progress import missing_of, parts_of
from providers.questions import questions_for
from providers.rules import months_after

# The last day of one document of each, in days from today: one that warns, one that has lapsed.
ENDING = {("riverside", "public_liability"): 6, ("hornchurch", "employers_liability"): -5}
APPLICANT, HALF_WAY = "cray", "thames"
RETURNED = ("complaints", "It does not say by when a parent hears back. Please add that.")
STATEMENT = (
    "I have looked through the record. It is complete for everybody who works with pupils, and "
    "for the agency staff of this term.\n\nConfirmed by {name}, manager"
)
ANSWERS = {
    "safeguarding": "The manager leads, with one deputy at each site. Everybody is trained each "
    "September. A worry reaches the school by phone the same day, and in writing the next.",
    "not_a_school": "The manager counts pupils and hours every Friday over all schools. At four "
    "full-time pupils we take no fifth before we have spoken to the authority.",
    "communication": "We take the register at 9.30 and 12.45 and ring the school within half an "
    "hour when somebody is not here. Schools get a report every half term.",
    "impact": "Each pupil starts with a baseline in English, maths and how they feel. We look at "
    "it every six weeks, with the school, and plan the way back from the first day.",
    "safe_place": "One door, a signing-in book, one adult for four pupils, and a plan for each "
    "trip. If a pupil leaves we look, ring the school and the parent, and call 101.",
    "staffing": "Nine staff: three qualified teachers, four tutors, two mentors. All are recruited "
    "with references and checks before the first day. Two bank tutors step in.",
    "equality": "We read each EHC plan before the first visit and agree what helps. The ground "
    "floor is step-free; we cannot meet complex medical needs.",
}


def happen(story, cast, today):
    """Put all of it into the story."""
    with database_scope(cast.commissioner("311").membership):
        lines = list(EvidenceRequirement.objects.for_authority(None).active().in_order())
    for key, row in cast.rows.items():
        if row.status != ApprovalStatus.APPLIED:
            for line in lines:
                _keep_in_date(story, cast, key, row, line, today)
    days = school_days_before(today, 6)
    story.at(london(days[0], "15:10"), _apply, cast, APPLICANT, "311")
    story.at(london(days[2], "10:40"), _look, cast, APPLICANT)
    story.at(london(days[1], "16:30"), _begin, cast, HALF_WAY, "305")


def _keep_in_date(story, cast, key, row, line, today):
    if line.provider_types and row.type not in line.provider_types:
        return
    months = line.lasts_months or 12
    last_day = today + dt.timedelta(days=Random(f"{key} {line.key}").randint(95, 300))
    if left := ENDING.get((key, line.key)):
        last_day = today + dt.timedelta(days=left)
    issued_on = months_after(last_day, -months)
    # Nothing is older than the approval that it supports.
    given = max(issued_on + dt.timedelta(days=3), today - dt.timedelta(days=480))
    given = school_day_on_or_before(given + dt.timedelta(days=4))
    # In the holidays nobody is there to send it: then it was sent, and dated, before them.
    issued_on = min(issued_on, given - dt.timedelta(days=1))
    story.at(london(given, "09:40"), _give, cast, key, line, issued_on, last_day)
    looked = school_day_on_or_before(given + dt.timedelta(days=6))
    for la in ("311", "305"):
        if row.la == la or (row.shared == "yes" and la == "305"):
            story.at(london(looked, "11:20"), _verify, cast, key, line.key, la)


def _give(story, cast, key, line, issued_on, last_day):
    lead, provider = cast.provider_lead(key), cast.providers[key]
    facts = {"issued_on": issued_on, "expires_on": last_day}
    if line.needs_file:
        paper = _paper(line.name, provider.name, issued_on, last_day)
        facts["received"] = receive(SimpleUploadedFile(f"{line.key}.pdf", paper))
    else:
        facts["statement"] = STATEMENT.format(name=lead.name)
    story.do(lead, actions.give_document, provider=provider, requirement=line, **facts)


def _verify(story, cast, key, kind, la):
    document = Document.objects.of(cast.providers[key]).of_kind(kind).current().get()
    officer = cast.officer(la)
    story.do(officer, actions.check_document, document=document, outcome=CheckOutcome.ACCEPTED)


def _begin(story, cast, key, la, questions=3):
    """Start an application and answer some of the questions."""
    lead, provider = cast.provider_lead(key), cast.providers[key]
    application = story.do(
        lead, actions.start_application, authority=cast.authorities[la], provider=provider
    )
    for question in questions_for(provider)[:questions]:
        story.do(
            lead,
            actions.save_answer,
            application=application,
            question=question.key,
            answer=ANSWERS[question.key],
        )
    return application


def _apply(story, cast, key, la):
    """A whole application: every answer, the terms accepted, sent."""
    lead, provider = cast.provider_lead(key), cast.providers[key]
    today = timezone.localdate()
    application = _begin(story, cast, key, la, questions=len(ANSWERS))
    open_ones = Agreement.objects.of_authority(cast.authorities[la]).current(today)
    for agreement in open_ones.not_accepted_by(provider):
        story.do(lead, actions.accept_agreement, agreement=agreement, provider=provider)
    missing = missing_of(parts_of(application, today))
    story.do(lead, actions.send_application, application=application, missing=missing)


def _look(story, cast, key):
    """An officer verifies some of an applicant's documents and sends one back."""
    officer, (returned, note) = cast.officer("311"), RETURNED
    for document in Document.objects.of(cast.providers[key]).current().order_by("key")[:6]:
        is_returned = document.key == returned
        story.do(
            officer,
            actions.check_document,
            document=document,
            outcome=CheckOutcome.RETURNED if is_returned else CheckOutcome.ACCEPTED,
            note=note if is_returned else "",
            name="Complaints procedure" if is_returned else "",
        )


def _paper(title, provider, issued_on, last_day):
    """A one-page PDF that says what it stands for."""
    lines = [
        title,
        provider,
        f"Issued {issued_on:%d %b %Y}, in force until {last_day:%d %b %Y}",
        "Made for the demonstration. It is no real document.",
    ]
    said = [
        f"BT /F1 {18 if place == 0 else 12} Tf 72 {740 - 28 * place} Td ({_plain(line)}) Tj ET"
        for place, line in enumerate(lines)
    ]
    pdf, kept = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream("\n".join(said).encode("latin-1"))
    pdf.save(kept, deterministic_id=True)
    return kept.getvalue()


def _plain(text):
    """Text as it may stand in a PDF's string."""
    kept = text.replace("\\", "").replace("(", "[").replace(")", "]")
    return kept.encode("latin-1", "replace").decode("latin-1")
