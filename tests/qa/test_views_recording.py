import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from qa.choices import VisitStatus
from qa.models import ConfidentialNote, Photo, Voice
from tests.documents.files import pdf, picture
from tests.factories.qa import (
    JudgementFactory,
    PhotoFactory,
    SelfAssessmentFactory,
    SelfJudgementFactory,
    VisitFactory,
    VoiceFactory,
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def draft(authority, provider, officer):
    return VisitFactory(authority=authority, provider=provider, lead=officer)


def block(visit, **answers):
    first = visit.framework.standards.first()
    return {"standard": first.pk, "outcome": "", "evidence": "", "confidential": "", **answers}


def test_visit_block_keeps_one_standard_and_leaves_the_others(web, officer, draft):
    first, second = draft.framework.standards.all()[:2]
    JudgementFactory(visit=draft, standard=second, evidence="Stays")
    response = web(officer).post(
        f"/visits/{draft.pk}/block/",
        block(draft, outcome="met", evidence="Seen", confidential="Two unchecked"),
    )
    assert (response.status_code, response.json()) == (200, {"saved": "09:05"})
    kept = {j.standard_id: (j.outcome, j.evidence) for j in draft.judgements.all()}
    assert kept == {first.pk: ("met", "Seen"), second.pk: ("met", "Stays")}
    assert ConfidentialNote.objects.get().text == "Two unchecked"


def test_visit_block_sent_twice_is_kept_once(web, officer, draft):
    client = web(officer)
    for _ in range(2):
        client.post(f"/visits/{draft.pk}/block/", block(draft, evidence="Seen"))
    assert draft.judgements.get().evidence == "Seen"
    client.post(f"/visits/{draft.pk}/block/", block(draft))
    assert draft.judgements.get().evidence == ""


def test_visit_block_says_what_it_cannot_keep(web, officer, draft):
    client, address = web(officer), f"/visits/{draft.pk}/block/"
    long = client.post(address, block(draft, evidence="x" * 4001))
    assert (long.status_code, long.json()) == (409, {"problem": "This is too long to be kept."})
    stray = client.post(address, {**block(draft), "standard": 0})
    assert stray.status_code == 409
    draft.status = VisitStatus.SUBMITTED
    draft.save()
    late = client.post(address, block(draft, evidence="Seen"))
    assert (late.status_code, late.json()) == (
        409,
        {"problem": "A visit that is “waiting for sign-off” cannot be changed."},
    )
    assert draft.judgements.count() == 0


def test_visit_block_refuses_a_word_of_another_scale(web, officer, draft):
    answer = web(officer).post(f"/visits/{draft.pk}/block/", block(draft, outcome="verified"))
    assert answer.json() == {
        "problem": "A judgement has a word that these standards do not judge with."
    }


def test_recording_is_for_those_who_make_the_visit(
    web, draft, stranger, school_lead, provider_lead
):
    address = f"/visits/{draft.pk}/block/"
    assert web(stranger(Role.OFFICER)).post(address, block(draft)).status_code == 404
    assert web(school_lead).post(address, block(draft)).status_code == 404
    assert web(provider_lead).post(address, block(draft)).status_code == 403


@pytest.mark.capability("F095")
def test_a_provider_judges_itself_first_and_the_officer_sees_it_beside_the_visit(
    web, officer, provider_lead, provider, draft
):
    lead = web(provider_lead)
    begun = lead.post(f"/visits/self-assessments/start/{draft.framework_id}/")
    answers = {"summary": "We are ready", "do": "check"}
    for standard in draft.framework.standards.all():
        answers[f"outcome_{standard.pk}"] = "met"
        answers[f"evidence_{standard.pk}"] = f"We keep a list for {standard.number}"
    page = lead.post(begun.url, answers)
    record = web(officer)
    assert "We keep a list" not in record.get(f"/visits/{draft.pk}/record/").content.decode()
    lead.post(f"{page.url}send/")
    beside = record.get(f"/visits/{draft.pk}/record/").content.decode()
    assert beside.count("The provider says of itself") == 21
    assert "We keep a list for 2.3" in beside
    assert "The provider’s self-assessment of 23 Nov 2026 stands there too." in beside


def test_the_newest_self_assessment_on_the_same_standards_stands_beside(web, officer, draft):
    standard = draft.framework.standards.first()
    old = SelfAssessmentFactory(provider=draft.provider, is_sent_now=True)
    SelfJudgementFactory(assessment=old, standard=standard, evidence="As in October")
    new = SelfAssessmentFactory(
        provider=draft.provider, sent_at=dt.datetime(2026, 11, 1, 9, 0, tzinfo=dt.UTC)
    )
    SelfJudgementFactory(assessment=new, standard=standard, evidence="As in November")
    foreign = SelfAssessmentFactory(is_sent_now=True)
    SelfJudgementFactory(assessment=foreign, standard=standard, evidence="Elsewhere")
    page = web(officer).get(f"/visits/{draft.pk}/record/").content.decode()
    assert "As in November" in page
    assert "As in October" not in page
    assert "Elsewhere" not in page


# photos


def photo_page(visit):
    return f"/visits/{visit.pk}/photos/1.1/add/"


def upload(content, name="gate.jpg"):
    return {"upload": SimpleUploadedFile(name, content), "caption": "The open gate"}


def placed_picture():
    """A photo that says where it was taken."""
    picture = Image.new("RGB", (40, 30), "seagreen")
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[1] = "N"
    kept = io.BytesIO()
    picture.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_a_photo_is_kept_without_the_place_it_was_taken(web, officer, draft):
    content = placed_picture()
    assert b"SpyCam" in content
    client = web(officer)
    response = client.post(photo_page(draft), upload(content))
    assert response.url == f"/visits/{draft.pk}/record/#standard-1.1"
    photo = Photo.objects.get()
    assert (photo.standard.number, photo.caption, photo.taken_by_id) == (
        "1.1",
        "The open gate",
        officer.pk,
    )
    assert b"SpyCam" not in bytes(photo.content)
    assert dict(Image.open(io.BytesIO(bytes(photo.content))).getexif()) == {}
    shown = client.get(f"/visits/photos/{photo.pk}/")
    assert (shown["Content-Type"], shown.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "Photo: The open gate" in client.get(f"/visits/{draft.pk}/record/").content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"x" * (20 * 1024**2), "gate.jpg", "The file must be smaller than 10 MB; this one is 20"),
        (pdf(), "gate.pdf", "A photo must be a JPG or PNG."),
        (b"nothing", "gate.png", "The file is called a PNG but is none inside."),
        (b"", "gate.png", "The file is empty."),
    ],
    ids=["20 MB", "pdf", "no picture", "empty"],
)
def test_a_photo_that_cannot_be_kept_is_refused_in_words(web, officer, draft, content, name, words):
    page = web(officer).post(photo_page(draft), upload(content, name)).content.decode()
    assert words in page
    assert 'value="The open gate"' in page
    assert Photo.objects.count() == 0


def test_a_photo_is_removed_from_a_draft_and_stays_in_a_report(web, officer, draft):
    photo = PhotoFactory(visit=draft)
    client = web(officer)
    client.post(f"/visits/photos/{photo.pk}/remove/")
    assert Photo.objects.count() == 0
    kept = PhotoFactory(visit=draft)
    draft.status = VisitStatus.SUBMITTED
    draft.save()
    told = client.post(f"/visits/photos/{kept.pk}/remove/", follow=True).content.decode()
    assert "A photo of a visit that was sent for sign-off stays in it." in told
    assert Photo.objects.count() == 1


def test_a_photo_is_for_the_provider_and_authorities_and_not_for_schools(
    web, officer, provider_lead, school_lead, stranger, authority, provider
):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    address = f"/visits/photos/{PhotoFactory(visit=visit).pk}/"
    for user in (officer, provider_lead, stranger(Role.OFFICER)):
        assert web(user).get(address).status_code == 200
    assert web(school_lead).get(address).status_code == 404
    assert web(stranger(Role.PROVIDER_LEAD)).get(address).status_code == 404


def test_a_visit_has_so_many_photos_at_most(web, officer, draft):
    PhotoFactory.create_batch(40, visit=draft)
    page = web(officer).post(photo_page(draft), upload(picture("JPEG"))).content.decode()
    assert "A visit has 40 photos at most. Remove one first." in page


def test_a_standard_of_other_standards_has_no_photo_page(web, officer, draft):
    assert web(officer).get(f"/visits/{draft.pk}/photos/9.9/add/").status_code == 404


# what people said


def test_what_people_said_is_kept_without_who_they_are(web, officer, draft, placement):
    client, address = web(officer), f"/visits/{draft.pk}/voices/add/"
    asked = client.get(address).content.decode()
    assert "You have 1 pupil there now. Speak with at least 1 of them" in asked
    assert placement.pupil.surname not in asked
    answers = {"of": "pupils", "how_many": "4", "said": "They like the workshop"}
    page = client.post(address, answers, follow=True).content.decode()
    assert "Pupils: 4" in page
    assert "They like the workshop" in page
    voice = Voice.objects.get()
    assert (voice.visit, voice.heard_by_id) == (draft, officer.pk)


def test_what_people_said_is_for_those_who_made_the_visit(
    web, officer, provider_lead, school_lead, stranger, authority, provider
):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    VoiceFactory(visit=visit)
    address = f"/visits/{visit.pk}/"
    assert "They like the workshop" in web(officer).get(address).content.decode()
    for other in (provider_lead, school_lead, stranger(Role.COMMISSIONER)):
        page = web(other).get(address).content.decode()
        assert "Visit report" in page
        assert "They like the workshop" not in page
        with database_scope(other.membership):
            assert Voice.objects.count() == 0


def test_nothing_is_added_to_a_visit_that_was_sent(web, officer, draft):
    draft.status = VisitStatus.SUBMITTED
    draft.save()
    answers = {"of": "staff", "how_many": "2", "said": "Late"}
    told = web(officer).post(f"/visits/{draft.pk}/voices/add/", answers, follow=True)
    assert "This visit was sent for sign-off and cannot be changed." in told.content.decode()
    assert Voice.objects.count() == 0
