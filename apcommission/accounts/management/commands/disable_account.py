"""Switch somebody's sign-in account off, for the people who run the service."""

from django.core.management.base import BaseCommand, CommandError

from apcommission.accounts.actions import disable_account
from apcommission.accounts.models import User


class Command(BaseCommand):
    help = "Switch off the account of EMAIL: every membership ends, and every session at once."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="kept in the history")

    def handle(self, *, email, reason, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        disable_account(user=user, by="The service's support", reason=reason)
        self.stdout.write(f"{user.name} can no longer sign in.")
