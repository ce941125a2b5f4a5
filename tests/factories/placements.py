import datetime as dt

import factory

from apcommission.terms.choices import Session
from placements.actions import SlotInput
from placements.choices import (
    Basis,
    CommissionerKind,
    FeedbackMoment,
    ObjectiveArea,
    Rating,
    Reason,
    ReviewOutcome,
    Sex,
    Status,
)
from placements.identifiers import make_upn
from placements.models import (
    Placement,
    ProviderFeedback,
    Pupil,
    PupilContact,
    PupilSchool,
    Review,
    TimetableSlot,
    UpnClaim,
)
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.providers import ProviderFactory, SiteFactory


class PupilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pupil

    school = factory.SubFactory(SchoolFactory)
    authority = factory.SelfAttribute("school.authority")
    forename = factory.Sequence(lambda n: f"Child{n}")
    surname = factory.Sequence(lambda n: f"Surname{n}")
    date_of_birth = dt.date(2012, 3, 1)
    sex = Sex.FEMALE


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PupilContact

    pupil = factory.SubFactory(PupilFactory)
    authority = factory.SelfAttribute("pupil.authority")
    name = factory.Sequence(lambda n: f"Contact {n}")
    relation = "mother"
    phone = "01632 960001"


class UpnClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UpnClaim

    school = factory.SubFactory(SchoolFactory)
    authority = factory.SelfAttribute("school.authority")
    upn = factory.Sequence(lambda n: make_upn("311", 4001, 2017, n % 1000))
    forename = "Ben"
    surname = "Ode"
    date_of_birth = dt.date(2012, 5, 4)
    claimed_by = factory.SubFactory(UserFactory)


class PupilSchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PupilSchool

    pupil = factory.SubFactory(PupilFactory)
    authority = factory.SelfAttribute("pupil.authority")
    school = factory.SelfAttribute("pupil.school")
    roll = factory.SelfAttribute("pupil.roll")
    valid_from = dt.date(2023, 9, 1)


class PlacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Placement

    pupil = factory.SubFactory(PupilFactory)
    authority = factory.SelfAttribute("pupil.authority")
    school = factory.SelfAttribute("pupil.school")
    provider = factory.SubFactory(ProviderFactory)
    commissioner_kind = CommissionerKind.SCHOOL
    basis = Basis.OFF_SITE_DIRECTION
    reason = Reason.BEHAVIOUR
    status = Status.ACTIVE
    activity = "Construction skills"
    starts_on = dt.date(2026, 9, 7)
    planned_end_on = dt.date(2027, 2, 12)
    requested_at = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
    requested_by = factory.SubFactory(UserFactory)


class SlotFactory(factory.django.DjangoModelFactory):
    """An agreed slot on Monday morning unless told otherwise."""

    class Meta:
        model = TimetableSlot

    placement = factory.SubFactory(PlacementFactory)
    pupil = factory.SelfAttribute("placement.pupil")
    authority = factory.SelfAttribute("placement.authority")
    school = factory.SelfAttribute("placement.school")
    provider = factory.SelfAttribute("placement.provider")
    site = factory.SubFactory(SiteFactory, provider=factory.SelfAttribute("..provider"))
    weekday = 1
    session = Session.AM
    starts_at = dt.time(9, 30)
    finishes_at = dt.time(12, 0)
    valid_from = factory.SelfAttribute("placement.starts_on")
    is_agreed = True


class ReviewFactory(factory.django.DjangoModelFactory):
    """Held on Friday 20 November 2026 unless told otherwise."""

    class Meta:
        model = Review

    placement = factory.SubFactory(PlacementFactory)
    pupil = factory.SelfAttribute("placement.pupil")
    authority = factory.SelfAttribute("placement.authority")
    school = factory.SelfAttribute("placement.school")
    provider = factory.SelfAttribute("placement.provider")
    held_on = dt.date(2026, 11, 20)
    attendees = "All"
    notes = "Settled."
    outcome = ReviewOutcome.CONTINUE
    recorded_by = factory.SubFactory(UserFactory)


class FeedbackFactory(factory.django.DjangoModelFactory):
    """After a review of its own unless told otherwise."""

    class Meta:
        model = ProviderFeedback

    placement = factory.SubFactory(PlacementFactory)
    pupil = factory.SelfAttribute("placement.pupil")
    authority = factory.SelfAttribute("placement.authority")
    school = factory.SelfAttribute("placement.school")
    provider = factory.SelfAttribute("placement.provider")
    moment = FeedbackMoment.REVIEW
    review = factory.SubFactory(ReviewFactory, placement=factory.SelfAttribute("..placement"))
    communication = Rating.GOOD
    progress = Rating.GOOD
    safety = Rating.VERY_GOOD
    would_use_again = True
    given_by = factory.SubFactory(UserFactory)


def slot_input(site, weekday, session, **times):
    """One half-day to ask for, at the site's own times unless told otherwise."""
    hours = {
        "am": {"starts_at": dt.time(9, 30), "finishes_at": dt.time(12)},
        "pm": {"starts_at": dt.time(12, 45), "finishes_at": dt.time(15)},
    }[session]
    return SlotInput(site=site, weekday=weekday, session=session, **hours | times)


def plan_facts(**given):
    """What request_placement takes as `plan`."""
    return {
        "strengths": "Good with her hands.",
        "needs": "Finds large classes hard.",
        "strategies": "Small groups, short tasks.",
        "pupil_view": "I like being outside.",
        "parent_view": "She comes home calmer.",
        "objectives": [
            {
                "area": ObjectiveArea.ATTENDANCE,
                "text": "Attends every week",
                "baseline": "62%",
                "target": "90%",
                "due_on": dt.date(2027, 2, 12),
            }
        ],
    } | given
