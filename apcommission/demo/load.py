"""Loading the demo: the year before in bulk, the last weeks lived day by day."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from django.db import transaction
from django.utils import timezone

from apcommission.accounts.imports.postcodes import import_postcodes
from apcommission.accounts.models import Organisation
from apcommission.demo import (
    applications,
    calendar,
    catalogue,
    clock,
    decisions,
    entries,
    market,
    plan,
    public,
    records,
    registers,
    stories,
    visits,
)
from apcommission.demo.cast import gather
from apcommission.demo.children import Child
from apcommission.demo.clock import london
from apcommission.demo.story import Story
from apcommission.jobs import planner, runner
from apcommission.jobs.timetable import JOBS
from apcommission.terms import actions as terms
from apcommission.terms.rules import academic_year


class AlreadyLoaded(Exception):
    """The database holds organisations: a demo is loaded into an empty one only."""


@dataclass(frozen=True)
class Loaded:
    """What was written."""

    placements: int
    registers: int
    acts: int


def load(*, seed=311, size="la", today=None, now=None, tell=print):
    """Load the demo as it stands at `now` (the present unless given) on the day `today`.

    Raises AlreadyLoaded unless the database is empty. `tell` is given lines of progress.
    """
    if Organisation.objects.exists():
        raise AlreadyLoaded("This database holds records already; the demo needs an empty one.")
    size, now = plan.SIZES[size], now or timezone.now()
    today = today or calendar.school_day_on_or_before(timezone.localdate(now))
    with transaction.atomic():
        story = Story()
        cast = _set_up(story, seed, size, today, tell)
        planned = [*plan.plan(seed, size, today), *stories.children(today)]
        planned += stories.raphael_children(today)
        children = [Child(cast, each, number) for number, each in enumerate(planned, 1)]
        for child in children:
            child.begin(story)
        lived = calendar.school_days_before(today, size.lived_weeks * 5)
        stories.happen(story, cast, today)
        records.happen(story, cast, today)
        applications.happen(story, cast, today)
        market.happen(story, cast, children, today)
        public.happen(story, cast, today)
        decisions.happen(story, cast, today)
        visits.happen(story, cast, today)
        tell(f"{len(children)} placements from request to review")
        story.tell(london(lived[0], "00:30"))
    return _live(story, cast, children, lived, today, now, size, tell)


def _set_up(story, seed, size, today, tell):
    """Before the story: organisations, people, calendars, providers and who was approved."""
    moment = london(today - dt.timedelta(days=540), "09:00")
    with clock.at(moment):
        tell("Postcodes, real schools, people")
        import_postcodes(plan.DATA / "postcodes.csv.gz")
        cast = gather(seed, size)
        set_calendars(story, cast, today)
        tell("Providers, approvals, visits")
        catalogue.enter(story, cast, Random(seed), catalogue.rows_for(size), today)
        entries.complete(story, cast, today)
    story.date_history(moment)
    return cast


def _live(story, cast, children, lived, today, now, size, tell):
    """Bulk attendance up to the lived weeks, then each day with its registers and its jobs."""
    start = today - dt.timedelta(weeks=size.weeks)
    tell("A year of registers")
    with transaction.atomic():
        bulk = registers.write_past(cast, children, start, lived[0] - dt.timedelta(days=1))
        story.keep_dates("attendance_markevent")
        story.date_history(london(lived[0], "00:30"))
    registers.plan_saves(
        story,
        cast,
        children,
        lived[0],
        today,
        skipped=stories.missing_registers(today),
    )
    for day in [*lived, today]:
        tell(f"{day:%A %d %B}")
        for time in ("02:30", "10:10", "10:50", "14:40", "15:20", "17:00"):
            moment = min(london(day, time), now)
            with transaction.atomic():
                story.tell(moment)
            story.run_jobs(moment, run_jobs)
    return Loaded(len(children), bulk, story.acts)


def run_jobs(now):
    """Every job of the timetable that is due, but for sending mail: nothing leaves the demo."""
    jobs = [job for job in JOBS if job.name != "send_messages"]
    planner.plan(now, jobs=jobs)
    runner.run_due(now=now, names=[job.name for job in jobs])


def set_calendars(story, cast, today):
    """Each authority sets its half terms of last year, this year and next."""
    for la, authority in cast.authorities.items():
        for year in range(academic_year(today) - 1, academic_year(today) + 2):
            story.do(
                cast.commissioner(la),
                terms.set_half_terms,
                organisation=authority,
                academic_year=year,
                dates=calendar.half_terms(year),
            )
