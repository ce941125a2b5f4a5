"""`manage.py forum_report [--la 311] [--to FILE]`: write the newest Forum paper to a file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apcommission.accounts.scope import system_scope
from apcommission.reports.actions import make_forum_pdf
from apcommission.reports.models import ForumReport

DEFAULT_FILE = Path(settings.BASE_DIR) / ".data" / "schools-forum.pdf"
JOB = "forum report to file"


class Command(BaseCommand):
    help = "Write the PDF of an authority's newest published Schools Forum report to a file."

    def add_arguments(self, parser):
        parser.add_argument("--la", metavar="CODE", help="LA code; any authority if not given")
        parser.add_argument("--to", metavar="FILE", type=Path, default=DEFAULT_FILE)

    def handle(self, *, la, to, **options):
        with system_scope(JOB):
            reports = ForumReport.objects.published().newest_first()
            if la:
                reports = reports.filter(authority__la_code=la)
            report = reports.first()
            if report is None:
                raise CommandError("There is no published Schools Forum report to write.")
            if not report.pdf:
                make_forum_pdf(by=JOB, report=report)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(bytes(report.pdf))
        self.stdout.write(str(to))
