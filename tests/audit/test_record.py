"""An action names what it is doing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from apcommission.accounts.models import User
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.record import SETTINGS, record
from placements.models import Pupil

pytestmark = pytest.mark.django_db


def settings_now():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('{s}', true), '')" for s in SETTINGS)
        )
        return dict(zip(SETTINGS, cursor.fetchone(), strict=True))


def test_record_tells_who_acts_as_whom_and_why(school_lead, school):
    with record("placement_ended", by=school_lead, reason="Moved school"):
        assert settings_now() == {
            "app.action": "placement_ended",
            "app.reason": "Moved school",
            "app.user": str(school_lead.pk),
            "app.user_name": "Sam Okoro",
            "app.user_role": "School lead",
            "app.org": str(school.pk),
        }


def test_record_puts_back_what_was(school_lead, commissioner):
    before = settings_now()
    with record("outer", by=school_lead, reason="A"):
        with record("inner", by=commissioner):
            assert settings_now()["app.action"] == "inner"
            assert settings_now()["app.reason"] == ""
        assert settings_now()["app.action"] == "outer"
        assert settings_now()["app.reason"] == "A"
        assert settings_now()["app.user_name"] == "Sam Okoro"
    assert settings_now() == before


def test_nested_action_names_its_own_changes(school_lead, pupil):
    Event.objects.all().delete()
    with record("outer", by=school_lead):
        Pupil.objects.update(forename="One")
        with record("inner", by=school_lead):
            Pupil.objects.update(forename="Two")
        Pupil.objects.update(forename="Three")
    named = Event.objects.order_by("pk").values_list("action", "after")
    assert [(action, after["forename"]) for action, after in named] == [
        ("outer", "One"),
        ("inner", "Two"),
        ("outer", "Three"),
    ]


def test_record_of_a_job_has_its_name(pupil):
    with record("flag_raised", by="review overdue"):
        Pupil.objects.update(forename="Job")
    event = Event.objects.newest_first().first()
    assert (event.person_id, event.person_name, event.person_role) == (
        None,
        "review overdue",
        "Scheduled job",
    )


def test_record_of_a_person_without_membership(school_lead, pupil):
    school_lead.membership = None
    with record("invitation_accepted", by=school_lead):
        Pupil.objects.update(forename="New")
    event = Event.objects.newest_first().first()
    assert (event.person_id, event.person_name, event.person_role) == (
        school_lead.pk,
        "Sam Okoro",
        "",
    )


def test_record_of_a_person_about_to_be_saved(pupil):
    with record("invitation_accepted", by=User(name="Nell Ash")):
        assert settings_now()["app.user"] == ""
        assert settings_now()["app.user_name"] == "Nell Ash"


@pytest.mark.parametrize("nobody", [None, "", AnonymousUser()])
def test_record_refuses_nobody(nobody):
    with pytest.raises(ValueError, match="always somebody's"), record("done", by=nobody):
        raise AssertionError("the action must not begin")


def test_record_undoes_all_when_the_action_fails(school_lead, pupil):
    def rename_and_fail():
        Pupil.objects.update(forename="Half")
        raise KeyError

    with pytest.raises(KeyError), record("pupil_renamed", by=school_lead):
        rename_and_fail()
    pupil.refresh_from_db()
    assert pupil.forename == "Ada"
    assert not Event.objects.filter(action="pupil_renamed").exists()


def test_record_inside_a_scope_keeps_the_scope(school_lead, pupil):
    with database_scope(school_lead.membership):
        with record("pupil_renamed", by=school_lead):
            Pupil.objects.update(forename="Scoped")
        assert settings_now()["app.user_name"] == "Sam Okoro"
        assert Pupil.objects.count() == 1
    event = Event.objects.newest_first().first()
    assert (event.action, event.person_id) == ("pupil_renamed", school_lead.pk)
