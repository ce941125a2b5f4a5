"""Ending sessions on the server, so that a cookie kept somewhere is worth nothing."""

from allauth.usersessions.models import UserSession


def end_sessions(user_id, *, but=None):
    """Sign this person out everywhere, except in the session with the key `but`.

    Runs in the auth plane or after a commit: the data roles hold no right on sessions.
    """
    for session in UserSession.objects.filter(user_id=user_id).exclude(session_key=but):
        session.end()
