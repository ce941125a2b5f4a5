"""The command with which support switches an account off."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apcommission.accounts.models import Membership
from apcommission.audit.models import Event

pytestmark = pytest.mark.django_db


def test_disable_account_switches_it_off(school_lead, web):
    client = web(school_lead)
    assert client.get("/people/").status_code == 200
    out = StringIO()
    call_command("disable_account", school_lead.email.upper(), reason="Phone stolen", stdout=out)
    assert out.getvalue() == "Sam Okoro can no longer sign in.\n"
    assert client.get("/people/").url == "/account/login/?next=/people/"
    assert not Membership.objects.current().of(school_lead).exists()
    event = Event.objects.get(action="account_disabled")
    assert (event.person_name, event.reason) == ("The service's support", "Phone stolen")


def test_disable_account_of_nobody_says_so(db):
    with pytest.raises(CommandError, match="Nobody signs in as x@example.org"):
        call_command("disable_account", "x@example.org", reason="-")
