from django.core.management.base import BaseCommand

from apcommission.audit.record import record
from qa.models import Framework, Standard
from qa.standards import load


class Command(BaseCommand):
    help = "Put in the national frameworks that are missing; safe to run again."

    def handle(self, *args, **options):
        with record("frameworks_loaded", by="load_frameworks"):
            added = load(Framework, Standard)
        self.stdout.write(f"{added} standards added." if added else "Nothing was missing.")
