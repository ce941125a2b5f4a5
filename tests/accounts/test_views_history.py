"""What changed and who looked, as the commissioner reads it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event, PupilView
from apcommission.audit.record import record
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PupilFactory

pytestmark = pytest.mark.django_db
HISTORY = "/history/"


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def rename(pupil, by, surname="Marsh-Hill"):
    with database_scope(by.membership), record("pupil_renamed", by=by, reason="Marriage"):
        pupil.surname = surname
        pupil.save(update_fields=["surname"])


@pytest.fixture
def only_new(db):
    """History without what the factories did."""
    return lambda: Event.objects.all().delete()


def test_event_list_reads_like_a_sentence(web, commissioner, school_lead, pupil, only_new):
    only_new()
    rename(pupil, school_lead)
    page = text(web(commissioner).get(HISTORY))
    assert "Pupil renamed by Sam Okoro , School lead" in page
    assert f"Changed: pupil {pupil.pk}. Reason: Marriage." in page
    assert "Surname: Marsh → Marsh-Hill" in page


def test_event_list_narrows_to_a_pupil_a_person_and_a_table(
    web, commissioner, school_lead, pupil, school, only_new
):
    other = PupilFactory(school=school)
    only_new()
    rename(pupil, school_lead)
    rename(other, commissioner, surname="Other")
    client = web(commissioner)

    def shown(query):
        return [event.row_id for event in client.get(HISTORY + query).context["events"]]

    assert shown("") == [str(other.pk), str(pupil.pk)]
    assert shown(f"?pupil={pupil.pk}") == [str(pupil.pk)]
    assert shown(f"?person={commissioner.pk}") == [str(other.pk)]
    assert shown("?table=placements_pupil") == [str(other.pk), str(pupil.pk)]
    assert shown("?table=providers_site") == []


def test_event_list_goes_back_in_steps_of_50(web, commissioner, school_lead, pupil, only_new):
    only_new()
    for number in range(51):
        rename(pupil, school_lead, surname=f"Name {number}")
    client = web(commissioner)
    page = client.get(HISTORY)
    assert len(page.context["events"]) == 50
    older = client.get(f"{HISTORY}?{page.context['older']}")
    assert [event.after["surname"] for event in older.context["events"]] == ["Name 0"]
    assert older.context["older"] == ""


def test_event_list_shows_an_authority_its_own(web, commissioner, only_new):
    foreign = PupilFactory(surname="Canary")
    only_new()
    lead = member(Role.SCHOOL_LEAD, foreign.school)
    rename(foreign, lead, surname="Canary-Two")
    assert "Canary" not in text(web(commissioner).get(HISTORY))
    assert "Canary-Two" in text(web(member(Role.COMMISSIONER, foreign.authority)).get(HISTORY))


def test_event_list_tells_of_accounts_too(web, commissioner, school_lead, school, only_new):
    clerk = member(Role.SCHOOL_ATTENDANCE, school)
    only_new()
    web(school_lead).post(f"/people/{clerk.membership.pk}/end/")
    assert "Membership ended by Sam Okoro" in text(web(commissioner).get(HISTORY))


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999"])
def test_event_list_of_a_strange_step_is_a_page(before, web, commissioner):
    assert web(commissioner).get(f"{HISTORY}?before={before}").status_code == 200


def test_event_list_takes_as_many_queries_for_3_as_for_1(
    web, commissioner, school_lead, pupil, only_new
):
    client = web(commissioner)
    client.get(HISTORY)
    counts = []
    for number in (1, 3):
        for step in range(number):
            rename(pupil, school_lead, surname=f"Name {number}{step}")
        with CaptureQueriesContext(connection) as queries:
            client.get(HISTORY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_event_list_is_itself_a_look_at_the_pupils_in_it(
    web, commissioner, school_lead, pupil, only_new
):
    only_new()
    rename(pupil, school_lead)
    web(commissioner).get(HISTORY)
    seen = PupilView.objects.values_list("person_name", "pupil_id", "route")
    assert list(seen) == [("Carol Reyes", pupil.pk, "accounts:event_list")]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMISSIONER])
def test_history_is_for_the_commissioner(role, web, pupil):
    client = web(member(role))
    assert client.get(HISTORY).status_code == 403
    assert client.get(f"/history/pupils/{pupil.pk}/views/").status_code == 403


def look(pupil, by):
    return PupilView.objects.create(
        person_id=by.pk,
        person_name=by.name,
        person_role=by.membership.get_role_display(),
        organisation_id=by.organisation.pk,
        pupil_id=pupil.pk,
        authority_id=pupil.authority_id,
        route="placements:pupil_detail",
    )


def test_pupil_view_list_says_who_looked(web, commissioner, school_lead, pupil):
    look(pupil, school_lead)
    page = text(web(commissioner).get(f"/history/pupils/{pupil.pk}/views/"))
    assert "Sam Okoro School lead Pupil detail" in page


def test_pupil_view_list_of_another_authoritys_pupil_is_not_found(web, commissioner):
    foreign = PupilFactory()
    look(foreign, member(Role.SCHOOL_LEAD, foreign.school, name="Canary"))
    assert web(commissioner).get(f"/history/pupils/{foreign.pk}/views/").status_code == 404


def test_pupil_view_list_goes_back_in_steps_of_50(web, commissioner, school_lead, pupil):
    for _ in range(51):
        look(pupil, school_lead)
    client = web(commissioner)
    page = client.get(f"/history/pupils/{pupil.pk}/views/")
    assert len(page.context["views"]) == 50
    older = client.get(f"/history/pupils/{pupil.pk}/views/?{page.context['older']}")
    assert len(older.context["views"]) == 1


def test_pupil_view_list_of_one_pupil_leaves_out_others(web, commissioner, school_lead, school):
    one, other = PupilFactory(school=school), PupilFactory(school=school)
    look(other, school_lead)
    page = web(commissioner).get(f"/history/pupils/{one.pk}/views/")
    assert page.context["views"] == []


def test_member_of_a_school_writes_history_of_the_schools_authority(school, commissioner, web):
    elsewhere = SchoolFactory()
    Membership.objects.create(user=commissioner, organisation=elsewhere, role=Role.SCHOOL_LEAD)
    event = Event.objects.newest_first().first()
    assert (event.table_name, event.authority_id) == (
        "accounts_membership",
        elsewhere.authority_id,
    )
