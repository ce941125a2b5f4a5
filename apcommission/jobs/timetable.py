"""When each job runs: one commented entry a job. London time."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from apcommission.jobs import work

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = (1, 2, 3, 4, 5)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class At:
    """At times of the clock on some weekdays. A time that the spring change skips runs when the
    clock has moved on; one that the autumn change repeats runs once."""

    times: tuple
    weekdays: tuple = EVERY_DAY

    def between(self, after, until):
        """Each instant later than `after` and not later than `until`, in order."""
        day = after.astimezone(LONDON).date() - dt.timedelta(days=1)
        last = until.astimezone(LONDON).date()
        while day <= last:
            for time in self.times if day.isoweekday() in self.weekdays else ():
                local = dt.datetime.combine(day, time, tzinfo=LONDON)
                instant = local.astimezone(dt.UTC)
                if after < instant <= until:
                    yield instant
            day += dt.timedelta(days=1)


@dataclass(frozen=True)
class Every:
    """Every so many minutes, between two times of the clock on some weekdays, ends included."""

    minutes: int
    first: dt.time = dt.time(0, 0)
    last: dt.time = dt.time(23, 59)
    weekdays: tuple = EVERY_DAY

    def between(self, after, until):
        """Each instant later than `after` and not later than `until`, in order."""
        step = self.minutes * 60
        seconds = (int(after.timestamp()) // step + 1) * step
        while seconds <= until.timestamp():
            instant = dt.datetime.fromtimestamp(seconds, dt.UTC)
            local = instant.astimezone(LONDON)
            if local.isoweekday() in self.weekdays and self.first <= local.time() <= self.last:
                yield instant
            seconds += step


@dataclass(frozen=True)
class Job:
    """One entry: its name, what people call it, when it runs and what it does.

    do: (now, by) -> Outcome, in one transaction in the jobs' scope; with `own_scope`, in
    transactions of its own.
    only_latest: after a stop only the last missed period is made up, because the job looks at
    how things stand and not at a period.
    """

    name: str
    label: str
    when: object
    do: Callable
    only_latest: bool = False
    own_scope: bool = False


JOBS = [
    # In the school day: whose register is missing; who is told next.
    Job(
        "missing_registers",
        "Missing registers",
        Every(10, dt.time(8, 30), dt.time(16, 0), WEEKDAYS),
        work.check_rules("register_missing"),
        only_latest=True,
    ),
    # In the school day: who is absent and not known to be safe.
    Job(
        "pupils_not_seen",
        "Pupils not seen",
        Every(10, dt.time(8, 30), dt.time(16, 0), WEEKDAYS),
        work.check_rules("pupil_not_seen"),
        only_latest=True,
    ),
    # In the night: absence over days, and part-time timetables past their end.
    Job(
        "absence",
        "Absence",
        At((dt.time(2, 0),)),
        work.check_rules(
            "absence_unexplained",
            "consecutive_absence",
            "persistent_absence",
            "severe_absence",
            "part_time_run_out",
        ),
    ),
    # In the night: reviews that fell overdue at midnight.
    Job(
        "reviews",
        "Overdue reviews",
        At((dt.time(2, 0),)),
        work.check_rules("review_overdue"),
    ),
    # In the night: providers that became schools, or will.
    Job(
        "registration",
        "Registration watch",
        At((dt.time(2, 0),)),
        work.check_rules("registration_needed", "registration_near"),
    ),
    # All day: what waits in the outbox.
    Job(
        "send_messages",
        "Send messages",
        Every(1),
        work.send_messages,
        only_latest=True,
        own_scope=True,
    ),
    # All day: schools whose provider was suspended or removed just now.
    Job(
        "suspensions",
        "Tell the schools of a suspended provider",
        Every(1),
        work.tell_affected,
        only_latest=True,
    ),
    # In the night: pupils at providers without an approval; approvals to look at again.
    Job(
        "approvals",
        "Approvals and off-list use",
        At((dt.time(2, 0),)),
        work.check_rules("suspended_in_use", "off_list_in_use", "approval_review_due"),
    ),
    # All day: the virus scanner looks at files that were given just now.
    Job(
        "scan_files",
        "Look for viruses in new files",
        Every(1),
        work.scan_files,
        only_latest=True,
        own_scope=True,
    ),
    # In the night: reminders of evidence, and what follows when it has run out.
    Job(
        "evidence",
        "Evidence that runs out",
        At((dt.time(2, 0),)),
        work.follow_evidence,
        only_latest=True,
    ),
    # In the night: visits that are due, and what a visit asked to be put right.
    Job(
        "visits",
        "Visits and actions",
        At((dt.time(2, 0),)),
        work.check_rules("visit_overdue", "visit_due", "action_overdue"),
    ),
    # In the night: runs older than 30 days, of which there are thousands a week.
    Job("tidy_runs", "Tidy the run records", At((dt.time(3, 30),)), work.tidy_runs),
]


def job_named(name):
    """The job, or None for one that is no longer in the timetable."""
    return next((job for job in JOBS if job.name == name), None)
