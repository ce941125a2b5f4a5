import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements.actions.feedback import give_feedback, gives_feedback
from placements.choices import CommissionerKind, Status
from placements.models import Placement, ProviderFeedback
from tests.factories.placements import PlacementFactory, ReviewFactory

pytestmark = pytest.mark.django_db
GIVEN = {"communication": 3, "progress": 2, "safety": 4, "would_use_again": False}


def end(placement):
    Placement.objects.filter(pk=placement.pk).update(
        status=Status.ENDED, ended_on=dt.date(2026, 11, 20), end_reason="completed"
    )
    placement.refresh_from_db()
    return placement


def test_feedback_after_a_review_is_kept_whole(school_lead, placement):
    review = ReviewFactory(placement=placement)
    made = give_feedback(
        by=school_lead, placement=placement, review=review, comment=" Rings back. ", **GIVEN
    )

    kept = ProviderFeedback.objects.values(*GIVEN, "moment", "comment", "review", "provider").get()
    assert kept == GIVEN | {
        "moment": "review",
        "comment": "Rings back.",
        "review": review.pk,
        "provider": placement.provider_id,
    }
    assert (made.given_by_id, made.school_id) == (school_lead.pk, placement.school_id)
    event = Event.objects.get(table_name="placements_providerfeedback")
    assert event.action == "feedback_given"


def test_each_review_and_the_end_once(school_lead, placement):
    first = ReviewFactory(placement=placement)
    second = ReviewFactory(placement=placement, held_on=dt.date(2026, 11, 2))
    end(placement)
    for review in (first, second, None):
        give_feedback(by=school_lead, placement=placement, review=review, **GIVEN)
        with pytest.raises(NotAllowed, match="You have given this feedback already."):
            give_feedback(by=school_lead, placement=placement, review=review, **GIVEN)
    assert ProviderFeedback.objects.count() == 3


def test_the_end_is_spoken_of_when_it_has_come(school_lead, placement):
    with pytest.raises(NotAllowed, match="Say what you think when it has ended."):
        give_feedback(by=school_lead, placement=placement, review=None, **GIVEN)


def test_a_review_of_another_placement_is_refused(school_lead, placement):
    other = ReviewFactory(placement=PlacementFactory(pupil=placement.pupil))
    with pytest.raises(NotAllowed, match="another placement"):
        give_feedback(by=school_lead, placement=placement, review=other, **GIVEN)


def test_who_arranged_it_speaks(school_lead, officer, provider_lead, placement):
    review = ReviewFactory(placement=placement)

    def speakers():
        people = (school_lead, officer, provider_lead)
        return [who for who in people if gives_feedback(who.organisation, placement)]

    assert speakers() == [school_lead]
    for refused in (officer, provider_lead):
        with pytest.raises(NotAllowed, match="given by who arranged the placement"):
            give_feedback(by=refused, placement=placement, review=review, **GIVEN)
    placement.commissioner_kind = CommissionerKind.AUTHORITY
    assert speakers() == [officer]
