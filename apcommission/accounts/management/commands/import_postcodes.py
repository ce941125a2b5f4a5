"""Import postcodes and where they are."""

import time

from django.core.management.base import BaseCommand, CommandError

from apcommission.accounts.imports.postcodes import import_postcodes
from apcommission.accounts.scope import system_scope
from apcommission.documents.uploads import Unreadable

SHOWN = 20


class Command(BaseCommand):
    help = "Import postcodes from the ONS Postcode Directory or an extract (CSV or CSV.GZ)."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--la", action="append", metavar="NUMBER", help="only this LA, such as 311; repeatable"
        )

    def handle(self, *, file, la, **options):
        started = time.monotonic()
        try:
            with system_scope("import of postcodes"):
                read, written, problems = import_postcodes(file, la_codes=la)
        except (OSError, UnicodeDecodeError, Unreadable) as problem:
            raise CommandError(str(problem)) from None
        for problem in problems[:SHOWN]:
            self.stdout.write(problem)
        if len(problems) > SHOWN:
            self.stdout.write(f"... and {len(problems) - SHOWN} more problems.")
        self.stdout.write(
            f"{read} postcodes read, {written} written, {len(problems)} with problems, "
            f"in {time.monotonic() - started:.1f} seconds."
        )
