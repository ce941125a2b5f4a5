"""`manage.py demo_summary`: where the demo is, who to sign in as, and what the day looks like."""

from collections import Counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from apcommission.accounts.models import Membership
from apcommission.accounts.scope import system_scope
from apcommission.demo.cast import MAIL
from apcommission.demo.walkthroughs import SHOWN, WALKTHROUGHS
from apcommission.flags.models import Flag
from apcommission.flags.rules import rule_named
from apcommission.terms.choices import Session
from attendance.expected import expected_counts
from attendance.models import Register


class Command(BaseCommand):
    help = "Print the demo's address, one sign-in for each role and the state of the day."

    def add_arguments(self, parser):
        parser.add_argument("--address", default="http://127.0.0.1:8000")
        parser.add_argument("--forum-report", help="path of the Schools Forum PDF that was written")

    def handle(self, *, address, forum_report, **options):
        write = self.stdout.write
        write(f"\nThe Alternative Provision Register is at {address}")
        write("The sign-in page offers each of these people in one press:\n")
        # Accounts are read as the bare login: no scope holds a right on them.
        for member in shown_members():
            write(f"  {member.get_role_display()}: {member.user.name}, {member.organisation}")
            for line in WALKTHROUGHS[member.role]:
                write(f"      {line}")
        with system_scope("summary"):
            today = timezone.localdate()
            write(f"\n{today:%A} {today.day} {today:%B %Y}, {timezone.localtime():%H:%M}")
            for session in Session:
                write(f"  {session_line(today, session)}")
            for line in flag_lines():
                write(f"  {line}")
        if forum_report:
            write(f"  Schools Forum paper: {forum_report}")


def shown_members():
    """The memberships that stand for each role, in the order of the roles."""
    addresses = {f"{mailbox}@{MAIL}" for mailbox in SHOWN.values()}
    members = Membership.objects.filter(user__email__in=addresses)
    order = list(SHOWN)
    return sorted(members.select_related("user", "organisation"), key=lambda m: order.index(m.role))


def session_line(date, session):
    """How many registers of a session are due, in, and not in."""
    due = {row.site_id for row in expected_counts(date, session)}
    complete = set(
        Register.objects.on(date)
        .complete()
        .filter(session=session)
        .values_list("site_id", flat=True)
    )
    inside = len(due & complete)
    return (
        f"{Session(session).label.capitalize()} registers: {len(due)} due, {inside} in, "
        f"{len(due) - inside} not in"
    )


def flag_lines():
    """Open flags by rule, most first."""
    counts = Counter(Flag.objects.open().values_list("rule", flat=True))
    return [f"{rule_named(name).title}: {n} open" for name, n in counts.most_common()]
