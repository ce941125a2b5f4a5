"""A test client whose requests run as the production login role.

The test database's owner sees everything, so an ordinary client would hide a page that forgot
its scope. Each request here runs with SET LOCAL ROLE ap_web, as the web server's connection does.
"""

from django.db import connection, transaction
from django.test import Client

from apcommission.accounts.middleware import MEMBERSHIP, SECOND_FACTOR


class WebClient(Client):
    def sign_in(self, user):
        """Sign in as this member, second factor done."""
        self.force_login(user)
        session = self.session
        session[SECOND_FACTOR] = True
        session[MEMBERSHIP] = user.membership.pk if user.membership else None
        session.save()
        return self

    def request(self, **request):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', 'ap_web', true)")
            response = super().request(**request)
            # An error page is no reason to roll back here: the product must have done it.
            if connection.needs_rollback:
                transaction.set_rollback(True)
            else:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('role', 'none', true)")
        return response
