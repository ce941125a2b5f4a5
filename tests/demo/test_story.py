import datetime as dt

import pytest
from django.utils import timezone

from apcommission.audit.models import Event
from apcommission.demo.clock import london
from apcommission.demo.story import Story
from apcommission.terms.actions import add_closure
from apcommission.terms.choices import ClosureKind

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


def test_tell_goes_by_the_moment_and_stops(db):
    story, heard = Story(), []
    for clock in ("11:00", "09:00", "15:00", "10:00"):
        story.at(london(DAY, clock), lambda _, text: heard.append(text), clock)
    story.tell(london(DAY, "12:00"))
    assert heard == ["09:00", "10:00", "11:00"]
    story.tell(london(DAY, "15:00"))
    assert heard[-1] == "15:00"


def test_tell_lets_an_act_put_the_next(db):
    story, heard = Story(), []

    def first(story):
        heard.append(timezone.localtime().hour)
        story.at(london(DAY, "10:00"), lambda _: heard.append(timezone.localtime().hour))

    story.at(london(DAY, "09:00"), first)
    story.tell(london(DAY, "12:00"))
    assert heard == [9, 10]


def close(story, lead):
    story.do(
        lead,
        add_closure,
        organisation=lead.organisation,
        kind=ClosureKind.INSET,
        starts_on=DAY,
        ends_on=DAY,
        reason="Training",
    )


def test_do_acts_as_the_person_and_its_history_is_of_that_day(school_lead):
    story = Story()
    story.at(london(DAY, "09:00"), close, school_lead)
    story.tell(london(DAY, "12:00"))
    event = Event.objects.get(action="closure_added")
    assert (event.person_name, event.at) == ("Sam Okoro", london(DAY, "09:00"))
    assert story.acts == 1


def test_run_jobs_is_at_its_moment(db):
    seen = []
    Story().run_jobs(london(DAY, "02:30"), lambda moment: seen.append((moment, timezone.now())))
    assert seen == [(london(DAY, "02:30"), london(DAY, "02:30"))]
