"""What is missing and what is thought of what there is: feedback, refusals, silence, searches
that found nothing, and a file of providers that waits for the commissioner."""

import datetime as dt
import io
from dataclasses import replace

from django.utils import timezone

from apcommission.demo.calendar import school_days_before
from apcommission.demo.children import Child
from apcommission.demo.clock import london
from apcommission.documents.spreadsheet import csv_text
from placements import actions
from placements.actions.feedback import give_feedback
from placements.choices import Basis, Reason, SenType
from placements.models import Placement, Review
from providers.actions.catalogue import keep_search
from providers.actions.provider_import import start_provider_import

LA = "311"
# Feedback was asked for since so many school days.
ASKED_SINCE = 60
ONE_IN = 3
# (communication, progress, safety, would use again, comment), taken in turn.
ANSWERS = [
    (4, 3, 4, True, "Rings before ten when somebody does not come. Clear weekly notes."),
    (3, 3, 4, True, ""),
    (3, 4, 4, True, "English and maths are really taught, not only on paper."),
    (2, 2, 3, False, "We had to ask three times for the report before the review."),
    (4, 4, 4, True, "The exit plan was the best we have had."),
    (3, 2, 3, True, "Good with people; the pupil needed more from the lessons."),
]
# (provider, school days ago, need, reason that the provider gave; empty where it gave none).
REQUESTS = [
    ("riverside", 24, SenType.SEMH, "Both groups are full until the spring term."),
    ("bowerfarm", 17, SenType.ASD, "We cannot offer one to one before January."),
    ("hornchurch", 11, SenType.SEMH, "The needs described are beyond our staffing."),
    ("thames", 9, SenType.ASD, ""),
    ("bowerfarm", 8, SenType.SLCN, ""),
]
# Of these the second one declined is the LA's own, on no school's roll.
LA_ARRANGED = 1
# (school days ago, what was looked for).
SEARCHES = [
    (52, {"needs": ["anxiety"], "age": 9, "key_stage": "ks2", "area": "RM3"}),
    (44, {"needs": ["medical"], "age": 15, "key_stage": "ks4", "area": "RM1"}),
    (31, {"subjects": ["hair"], "age": 14, "key_stage": "ks4", "area": "RM12"}),
    (27, {"needs": ["anxiety"], "age": 10, "key_stage": "ks2", "area": "RM14"}),
    (19, {"needs": ["young_parent"], "key_stage": "ks5", "words": "creche"}),
    (12, {"needs": ["anxiety", "autism"], "age": 8, "key_stage": "ks2", "area": "RM3"}),
    (6, {"half_days": ["5pm"], "subjects": ["catering"], "area": "RM11", "within_km": 5}),
    (3, {"needs": ["slcn"], "age": 6, "key_stage": "ks1", "area": "RM2"}),
]
COLUMNS = [
    "Provider name", "Kind of provider", "UKPRN", "Company number", "Phone", "Site name", "Town",
    "Postcode", "Offer", "Youngest age", "Oldest age", "Needs", "Offered on",
    "Places in a half-day", "Price in pounds", "Price is for",
]  # fmt: skip
_TUTORS = ["Plumtree Tutors", "Non-school AP", "10099001", "01234567", "01632 960 471", "Main site",
           "Romford", "RM1 3BB"]  # fmt: skip
FILE = [
    [*_TUTORS, "English and maths", "8", "16", "Anxiety and emotionally based school avoidance",
     "Mon to Thu am", "6", "48", "an hour"],
    [*_TUTORS, "Tuition at home", "5", "16", "Medical needs", "Mon to Fri", "4", "52", "an hour"],
    ["Wren Boxing", "Non-school AP", "", "765432", "1632960472", "The gym", "Romford", "RM7",
     "Boxing and mentoring", "12", "16", "Behaviour", "Tue; Thu", "8", "sixty", "a day"],
]  # fmt: skip


def happen(story, cast, children, today):
    """Put all of it into the story."""
    for day in school_days_before(today, ASKED_SINCE):
        story.at(london(day, "17:10"), _feedback, children, day)
    for number, (provider, ago, need, reason) in enumerate(REQUESTS):
        asked = school_days_before(today, ago)[0]
        child = Child(cast, _planned(children, provider, number, asked), 900 + number)
        story.at(london(asked, "14:40"), _ask, child, need)
        if reason:
            story.at(
                london(school_days_before(today, ago - 2)[0], "11:05"), _decline, child, reason
            )
    schools = cast.schools[LA]
    for number, (ago, facts) in enumerate(SEARCHES):
        school = schools[number % len(schools)]
        story.at(london(school_days_before(today, ago)[0], "13:20"), _search, cast, school, facts)
    story.at(london(school_days_before(today, 1)[0], "16:20"), _file, cast)


def _planned(children, provider, number, asked):
    """A child like the first of the stories, for whom this provider is asked."""
    like = next(each.planned for each in children if each.planned.la == LA)
    on_roll = number != LA_ARRANGED
    return replace(
        like,
        provider=provider,
        school=number,
        forename=("Aaron", "Bella", "Cameron", "Daisy", "Ewan")[number],
        surname=("Thorn", "Nash", "Pryor", "Vale", "Moss")[number],
        date_of_birth=asked.replace(year=asked.year - 13 + number % 3, day=1),
        is_looked_after=False,
        is_child_protection=False,
        on_roll=on_roll,
        basis=Basis.OFF_SITE_DIRECTION if on_roll else Basis.NO_SCHOOL_PLACE,
        reason=Reason.BEHAVIOUR if on_roll else Reason.NEW_ARRIVAL,
        starts_on=asked + dt.timedelta(days=14),
        planned_end_on=asked + dt.timedelta(weeks=14),
        ended_on=None,
        half_days=[(4, "am"), (4, "pm")],
        story="unanswered",
    )


def _ask(story, child, need):
    child.ask(story)
    story.do(child.commissioner, actions.edit_pupil, pupil=child.pupil, sen_primary=need)


def _decline(story, child, reason):
    lead = child.cast.provider_lead(child.planned.provider)
    story.do(lead, actions.decline_placement, placement=child.placement, reason=reason)


def _feedback(story, children, day):
    """Every third of the reviews and ends of the day is spoken about the same afternoon."""
    by_placement = {each.placement.pk: each for each in children if each.placement}
    reviews = Review.objects.filter(held_on=day, placement__in=by_placement)
    ended = Placement.objects.filter(ended_on=day, pk__in=by_placement)
    told = [(review.placement_id, review) for review in reviews.order_by("pk")]
    told += [(placement.pk, None) for placement in ended.order_by("pk")]
    for placement_id, review in told:
        child = by_placement[placement_id]
        if (child.number + child.held) % ONE_IN:
            continue
        touch, progress, safety, again, comment = ANSWERS[
            (child.number // ONE_IN + child.held) % len(ANSWERS)
        ]
        story.do(
            child.commissioner,
            give_feedback,
            placement=Placement.objects.get(pk=placement_id),
            review=review,
            communication=touch,
            progress=progress,
            safety=safety,
            would_use_again=again,
            comment=comment,
        )


def _search(story, cast, school, facts):
    asked = "&".join(f"{name}={value}" for name, value in sorted(facts.items()))
    story.do(
        cast.lead_of(school),
        keep_search,
        authority=cast.authorities[LA].pk,
        school=school,
        question=asked,
        **facts,
    )


def _file(story, cast):
    """The commissioner uploads a file and has not confirmed it: one row of it cannot be read."""
    file = io.BytesIO(csv_text(COLUMNS, FILE).encode())
    name = f"new-providers-{timezone.localdate():%Y-%m-%d}.csv"
    story.do(cast.commissioner(LA), start_provider_import, file=file, file_name=name)
