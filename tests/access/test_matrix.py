"""The access matrix: every page x every role x own and others' records x GET and POST.

- without the permission: 403, whoever's record it is;
- a record out of scope: 404, so that not even its being there is told;
- no body, redirect or file holds the name of a child out of scope;
- each child whose name a page shows is in the log of who was shown what.
"""

import pytest
import time_machine
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from apcommission.accounts.checks import own_views
from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from tests.access import world as worlds
from tests.access.routes import BY_STATE, ROUTES
from tests.test_architecture import own_patterns
from tests.webclient import WebClient

pytestmark = pytest.mark.django_db
PEOPLE = [*Role, "dsl"]
OPEN = ("public", "signed in")
FINE = {200, 302, 405, 409, 410}


def own_names():
    """{name of the view: its access rule} of every own page."""
    return {view.__name__: view.access for _, view in own_views()}


def test_every_page_is_in_the_matrix():
    listed = {name.split(":")[-1] for name in ROUTES}
    assert {pattern.callback.__name__ for pattern in own_patterns()} - listed == set()


def test_the_matrix_lists_only_pages_that_exist():
    pages = {pattern.callback.__name__ for pattern in own_patterns()}
    assert {name.split(":")[-1] for name in ROUTES} - pages == set()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


def path_of(name, arguments):
    if ":" not in name:
        return None
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return None


def body_of(response):
    return response.content + response.get("Location", "").encode()


class Asker:
    """Asks pages as one person and keeps what is wrong with the answers."""

    def __init__(self, world, user):
        self.world, self.user = world, user
        self.client = WebClient(raise_request_exception=False).sign_in(user)
        self.hidden = [name.encode() for name in world.hidden_from(user)]
        self.wrong = []

    def ask(self, name, corner, method, access):
        kind = ROUTES[name]
        path = path_of(name, corner.address(kind))
        if path is None:
            return
        with transaction.atomic():
            seen_before = PupilView.objects.filter(person_id=self.user.pk).count()
            response = getattr(self.client, method)(path)
            seen = set(
                PupilView.objects.filter(person_id=self.user.pk)
                .order_by("pk")
                .values_list("pupil_id", flat=True)[seen_before:]
            )
            transaction.set_rollback(True)
        self.check(f"{method} {name} {corner.name}", name, corner, access, response, seen)

    def check(self, where, name, corner, access, response, seen):
        status, body = response.status_code, body_of(response)
        allowed = self.allowed(name, corner, access)
        if status not in allowed:
            self.wrong.append(f"{where}: answered {status}, not one of {sorted(allowed)}")
        self.wrong += [f"{where}: shows {c.decode()}" for c in self.hidden if c in body]
        for each in self.world.corners:
            shown = status == 200 and each.canary.encode() in body
            if shown and each.placement.pupil_id not in seen:
                self.wrong.append(f"{where}: shows {each.canary} without logging it")

    def allowed(self, name, corner, access):
        # A page that only takes a press says so to whoever merely looks: nothing is told by that.
        if access not in OPEN and not self.user.may(access):
            return {403, 405}
        if not corner.visible(ROUTES[name], self.user):
            return {404, 405}
        return FINE | ({403, 404} if name in BY_STATE else set())


def names_with(kind_is_empty):
    return [name for name, kind in ROUTES.items() if (kind == "") is kind_is_empty]


@pytest.mark.parametrize("person", PEOPLE, ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_reaches_what_is_not_theirs(world, django_db_blocker, person, method):
    access = own_names()
    with django_db_blocker.unblock(), time_machine.travel(worlds.NOW, tick=True):
        asker = Asker(world, world.people[person])
        for name in ROUTES:
            rule = access[name.split(":")[-1]]
            corners = world.corners if ROUTES[name] else world.corners[:1]
            if rule not in OPEN and not asker.user.may(rule):
                corners = [world.corners[0], world.corners[-1]] if ROUTES[name] else corners
            for corner in corners:
                asker.ask(name, corner, method, rule)
    assert not asker.wrong, "\n".join(asker.wrong)
