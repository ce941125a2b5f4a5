"""Import schools from a file of Get Information about Schools."""

import time

from django.core.management.base import BaseCommand, CommandError

from apcommission.accounts.imports.authorities import la_names
from apcommission.accounts.imports.schools import import_schools, read_school_file
from apcommission.accounts.scope import system_scope
from apcommission.documents.uploads import Unreadable

SHOWN = 50


class Command(BaseCommand):
    help = "Import schools from a file of Get Information about Schools (CSV or XLSX)."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--la", action="append", metavar="NUMBER", help="only this LA, such as 311; repeatable"
        )

    def handle(self, *, file, la, **options):
        if unknown := [code for code in la or [] if code not in la_names()]:
            raise CommandError(f"No local authority in England has the number {unknown[0]}.")
        started = time.monotonic()
        try:
            with open(file, "rb") as upload:
                _, _, reading = read_school_file(upload, wanted=la)
        except (OSError, Unreadable) as problem:
            raise CommandError(str(problem)) from None
        with system_scope("import of schools"):
            result = import_schools(schools=reading.schools, by="import of schools")
        self._report(reading, result, time.monotonic() - started)

    def _report(self, reading, result, seconds):
        problems = sorted([*reading.problems, *result.problems], key=lambda p: p.row)
        for problem in problems[:SHOWN]:
            self.stdout.write(
                f"Row {problem.row}, {problem.column}: “{problem.given}”. {problem.advice}"
            )
        if len(problems) > SHOWN:
            self.stdout.write(f"... and {len(problems) - SHOWN} more problems.")
        for why, number in reading.left_out.items():
            self.stdout.write(f"Left out, {why}: {number}.")
        if result.closed:
            self.stdout.write(f"Left out, closed and not in the register: {result.closed}.")
        self.stdout.write(
            f"{len(result.new)} new, {len(result.changed)} changed, {result.unchanged} the same, "
            f"{len({p.row for p in problems})} with problems, in {seconds:.1f} seconds."
        )
