"""Ending sessions on the server."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from apcommission.accounts.sessions import end_sessions

pytestmark = pytest.mark.django_db


def sign_in(user):
    client = Client()
    client.force_login(user)
    UserSession.objects.create(user=user, ip="::1", session_key=client.session.session_key)
    return client.session.session_key


def alive():
    return set(Session.objects.values_list("session_key", flat=True))


def test_end_sessions_ends_all_of_one_person(school_lead, commissioner):
    sign_in(school_lead)
    sign_in(school_lead)
    other = sign_in(commissioner)
    end_sessions(school_lead.pk)
    assert alive() == {other}
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [other]


def test_end_sessions_may_keep_the_one_in_hand(school_lead):
    sign_in(school_lead)
    here = sign_in(school_lead)
    end_sessions(school_lead.pk, but=here)
    assert alive() == {here}
