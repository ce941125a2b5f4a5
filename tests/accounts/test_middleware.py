"""Who is asking, for which organisation, and within which limits."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from apcommission.accounts import middleware
from apcommission.accounts.checks import own_views
from apcommission.accounts.choices import Role
from apcommission.accounts.middleware import LAST_SEEN_AT, MEMBERSHIP, SECOND_FACTOR, SIGNED_IN_AT
from apcommission.accounts.models import Membership
from apcommission.audit.models import PupilView
from apcommission.audit.views_log import viewed
from placements.models import Pupil
from tests.factories.accounts import UserFactory, member
from tests.webclient import WebClient

pytestmark = pytest.mark.django_db
PAGE = "/people/"


def change_session(client, **values):
    session = client.session
    session.update(values)
    session.save()


def ended(response):
    """Why the sign-in page says the person was signed out, and where it leads back to."""
    target = urlsplit(response.url)
    assert target.path == "/account/login/"
    query = parse_qs(target.query)
    return query["ended"][0], query["next"][0]


# Session limits


def test_session_idle_for_30_minutes_is_dead_on_the_server(web, school_lead):
    client = web(school_lead)
    assert client.get(PAGE).status_code == 200
    change_session(client, **{LAST_SEEN_AT: int(time.time()) - 1801})
    assert ended(client.get(f"{PAGE}?page=2")) == ("idle", f"{PAGE}?page=2")
    assert Session.objects.count() == 0
    assert client.get(PAGE).url == f"/account/login/?next={PAGE}"


def test_session_idle_for_less_goes_on(web, school_lead):
    client = web(school_lead)
    change_session(client, **{LAST_SEEN_AT: int(time.time()) - 1790})
    assert client.get(PAGE).status_code == 200
    assert client.session[LAST_SEEN_AT] >= int(time.time()) - 5


def test_session_open_for_10_hours_ends_however_busy(web, school_lead):
    client = web(school_lead)
    now = int(time.time())
    change_session(client, **{SIGNED_IN_AT: now - 36001, LAST_SEEN_AT: now})
    assert ended(client.get(PAGE)) == ("absolute", PAGE)
    assert Session.objects.count() == 0


def test_session_that_ends_at_a_post_leads_back_to_the_page(web, school_lead):
    client = web(school_lead)
    change_session(client, **{LAST_SEEN_AT: int(time.time()) - 1801})
    assert ended(client.post("/people/invite/?organisation=1")) == ("idle", "/people/invite/")


def test_session_that_ends_under_a_script_answers_401(web, school_lead):
    """What was typed stays on the page: a redirect would be followed and the answer lost."""
    client = web(school_lead)
    change_session(client, **{LAST_SEEN_AT: int(time.time()) - 1801})
    assert client.post(PAGE, headers={"accept": "application/json"}).status_code == 401


def test_sign_in_page_says_why(web, school_lead):
    client = web(school_lead)
    change_session(client, **{LAST_SEEN_AT: int(time.time()) - 1801})
    page = client.get(PAGE, follow=True).content.decode()
    assert "Nothing was done for 30 minutes" in page
    assert f'name="next" value="{PAGE}"' in page


def test_a_page_writes_the_session_once_a_minute_at_most(web, school_lead):
    client = web(school_lead)
    client.get(PAGE)
    seen = client.session[LAST_SEEN_AT] - 30
    change_session(client, **{LAST_SEEN_AT: seen})
    client.get(PAGE)
    assert client.session[LAST_SEEN_AT] == seen


# Membership, read at each request


def test_membership_is_the_first_by_name_unless_chosen(web, school_lead):
    Membership.objects.create(
        user=school_lead, organisation=member(Role.SCHOOL_LEAD).organisation, role=Role.SCHOOL_LEAD
    )
    client = web(school_lead)
    change_session(client, **{MEMBERSHIP: None})
    assert client.get(PAGE).context["membership"].organisation.name == "Hillside School"
    assert client.session[MEMBERSHIP] == school_lead.membership.pk


def test_membership_that_ended_ends_the_session(web, school_lead):
    client = web(school_lead)
    Membership.objects.update(ended_at=timezone.now())
    assert ended(client.get(PAGE)) == ("access", PAGE)
    assert Session.objects.count() == 0


def test_membership_of_an_organisation_switched_off_ends_the_session(web, school_lead, school):
    client = web(school_lead)
    school.is_active = False
    school.save()
    assert ended(client.get(PAGE)) == ("access", PAGE)


def test_role_taken_away_acts_on_the_next_page(web, school_lead):
    client = web(school_lead)
    assert client.get(PAGE).status_code == 200
    Membership.objects.update(role=Role.SCHOOL_ATTENDANCE)
    assert client.get(PAGE).status_code == 403


def test_account_switched_off_acts_on_the_next_page(web, school_lead):
    client = web(school_lead)
    school_lead.is_active = False
    school_lead.save()
    assert client.get(PAGE).url == f"/account/login/?next={PAGE}"


def test_password_changed_elsewhere_ends_the_session(web, school_lead):
    client = web(school_lead)
    school_lead.set_password("another three odd words")
    school_lead.save()
    assert client.get(PAGE).url == f"/account/login/?next={PAGE}"


def test_person_without_membership_is_told_so(web):
    response = web(UserFactory()).get(PAGE)
    assert response.status_code == 403
    assert "You are not a member of any organisation" in response.content.decode()


# Second factor


def data_routes():
    """Every route of ours outside the auth plane, with numbers and dates filled in."""
    samples = {"pk": 1, "site": 1, "date": "2026-11-23", "session": "am"}
    for route, view in own_views():
        path = "/" + "".join(
            str(samples.get(part.partition(">")[0].split(":")[-1], 1)) + part.partition(">")[2]
            if number
            else part
            for number, part in enumerate(route.split("<"))
        )
        if not middleware.in_auth_plane(path) and view.access != "public":
            yield path


@pytest.mark.parametrize("path", sorted(set(data_routes())))
def test_data_route_without_second_factor_leads_to_it(path, school_lead):
    client = WebClient()
    client.force_login(school_lead)
    response = client.get(path)
    assert response.status_code == 302
    assert urlsplit(response.url).path == "/account/second-factor/"


def test_data_routes_are_many():
    assert len(set(data_routes())) > 5


def test_second_factor_of_another_in_the_same_browser_does_not_count(web, school_lead):
    client = WebClient()
    client.force_login(school_lead)
    change_session(
        client,
        account_authentication_methods=[{"method": "mfa", "type": "totp", "at": 1}],
        account_authentication_methods_user=str(school_lead.pk + 1),
    )
    assert client.get(PAGE).status_code == 302
    assert SECOND_FACTOR not in client.session


# One transaction a request


class Page:
    """The middleware around one view, as Django calls it."""

    def __init__(self, user, view):
        self.request = RequestFactory().get(PAGE)
        self.request.user = user
        self.request.resolver_match = None
        self.view = view

    def call(self, request):
        try:
            return self.view(request)
        except ValueError as crash:
            self.middleware.process_exception(request, crash)
            return HttpResponse(status=500)

    def __call__(self):
        self.middleware = middleware.ScopeMiddleware(self.call)
        return self.middleware(self.request)


def add_pupil(school):
    return Pupil.objects.create(
        school=school,
        authority=school.authority,
        forename="Half",
        surname="Done",
        date_of_birth="2012-01-01",
    )


def test_view_that_crashes_leaves_nothing_behind(school_lead, school):
    def crash(request):
        add_pupil(school)
        raise ValueError

    assert Page(school_lead, crash)().status_code == 500
    assert Pupil.objects.count() == 0


def test_view_that_answers_500_leaves_nothing_behind(school_lead, school):
    def fail(request):
        add_pupil(school)
        return HttpResponse(status=500)

    assert Page(school_lead, fail)().status_code == 500
    assert Pupil.objects.count() == 0


def test_view_that_answers_is_kept_and_logged(school_lead, pupil):
    def show(request):
        viewed(request, Pupil.objects.all())
        return HttpResponse(connection.cursor().execute("SELECT 1"))

    assert Page(school_lead, show)().status_code == 200
    assert list(PupilView.objects.values_list("person_name", "pupil_id")) == [
        ("Sam Okoro", pupil.pk)
    ]


def test_view_runs_as_the_database_role_of_the_membership(school_lead):
    def tell(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('role'), current_setting('app.org')")
            return HttpResponse("{} {}".format(*cursor.fetchone()))

    expected = f"ap_school {school_lead.organisation.pk}"
    assert Page(school_lead, tell)().content.decode() == expected


def test_auth_plane_runs_as_the_bare_login(school_lead):
    page = Page(school_lead, lambda request: HttpResponse("unscoped"))
    page.request = RequestFactory().get("/account/")
    page.request.user = school_lead
    assert page().content == b"unscoped"
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.org', true), '')")
        assert cursor.fetchone() == ("",)
