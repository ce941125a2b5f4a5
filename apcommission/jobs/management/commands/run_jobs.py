from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apcommission.jobs import planner, runner
from apcommission.jobs.timetable import JOBS


class Command(BaseCommand):
    help = "Plan and run every job that is due now, or at a given instant, one after the other."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="NAME", help="only these jobs")
        parser.add_argument("--at", metavar="ISO", help="judge as of this instant, London time")

    def handle(self, *args, names, at, **options):
        known = {job.name: job for job in JOBS}
        for name in names:
            if name not in known:
                raise CommandError(f"There is no job {name}. There are: {', '.join(known)}.")
        now = self.instant(at)
        planner.plan(now, jobs=[known[name] for name in names] or JOBS)
        runs = runner.run_due(now=now, names=names)
        for run in runs:
            self.stdout.write(
                f"{run.name} {timezone.localtime(run.period):%d %b %Y %H:%M}: "
                f"{run.get_state_display().lower()}, looked at {run.looked_at}, raised "
                f"{run.raised}, updated {run.updated}, cleared {run.cleared}"
                + (f". {run.problem}" if run.problem else "")
            )
        if any(run.state == run.State.FAILED for run in runs):
            raise CommandError("A job failed.")

    def instant(self, text):
        if not text:
            return timezone.now()
        try:
            parsed = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError("--at must be like 2026-11-23T10:30.") from error
        return parsed if parsed.tzinfo else timezone.make_aware(parsed)
