"""`manage.py load_demo`: fill an empty database with a living local authority."""

import datetime as dt
import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apcommission.demo.load import AlreadyLoaded, load
from apcommission.demo.plan import SIZES


class Command(BaseCommand):
    help = "Fill an empty database with the demo: real schools, invented people, a year of marks."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=311, help="the same seed, the same demo")
        parser.add_argument("--size", choices=SIZES, default="la")
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day it lives on")
        parser.add_argument("--now", type=dt.time.fromisoformat, help="the time of that day")

    def handle(self, *, seed, size, today, now, **options):
        moment = timezone.now()
        if today:
            clock = now or timezone.localtime(moment).time()
            moment = timezone.make_aware(dt.datetime.combine(today, clock))
        begun = time.monotonic()
        try:
            loaded = load(seed=seed, size=size, today=today, now=moment, tell=self.tell)
        except AlreadyLoaded as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{loaded.placements} placements, {loaded.registers} registers of the past, "
            f"{loaded.acts} acts in {time.monotonic() - begun:.0f} seconds"
        )

    def tell(self, line):
        self.stdout.write(f"  {line}")
        self.stdout.flush()
