"""What row security catches when a view forgets, and the mutations that must be noticed.

Each mutation takes one layer away and asserts that the check that guards it turns red: a check
that stays green without its layer proves nothing.
"""

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import override_settings

from apcommission.accounts import middleware
from apcommission.accounts.choices import Role
from placements.models import Pupil
from tests.access import world as worlds
from tests.webclient import WebClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.access.probes")]
FORGETFUL = ["/probe/all/", "/probe/joined/", "/probe/raw/"]
PEOPLE = [*Role, "dsl"]


@pytest.fixture
def world():
    return worlds.build()


def client_of(user):
    client = WebClient(raise_request_exception=False)
    return client.sign_in(user)


def leaks(world, user, paths):
    """Canaries of children out of this user's scope in the answers to these paths."""
    client = client_of(user)
    found = []
    for path in paths:
        body = client.get(path).content.decode()
        found += [(path, name) for name in world.hidden_from(user) if name in body]
    return found


def all_paths(world):
    return FORGETFUL + [f"/probe/{corner.placement.pupil_id}/" for corner in world.corners]


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_row_security_holds_where_a_view_forgets(world, person):
    assert leaks(world, world.people[person], all_paths(world)) == []


def test_forgetful_views_still_show_ones_own(world):
    body = client_of(world.people[Role.SCHOOL_LEAD]).get("/probe/all/").content.decode()
    assert {c.name for c in world.corners if c.canary in body} == {"Own", "OtherProvider"}


def test_mutation_row_security_off_is_noticed(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE placements_pupil DISABLE ROW LEVEL SECURITY")
    assert leaks(world, world.people[Role.SCHOOL_LEAD], all_paths(world)) != []


def test_mutation_wrong_organisation_is_noticed(world, monkeypatch):
    """A middleware that scopes to somebody else's organisation."""
    right = middleware.database_scope
    wrong = next(c for c in world.corners if c.name == "Foreign").placement.school

    def mistaken(membership):
        membership.organisation = wrong
        return right(membership)

    monkeypatch.setattr(middleware, "database_scope", mistaken)
    assert leaks(world, world.people[Role.SCHOOL_LEAD], FORGETFUL) != []


def test_a_page_refused_after_its_child_was_noted_is_a_plain_refusal(world):
    corner = world.corners[0]
    response = client_of(world.people[Role.SCHOOL_LEAD]).get(
        f"/probe/refused/{corner.placement.pupil_id}/"
    )
    assert response.status_code == 403


def half_done(world):
    client_of(world.people[Role.COMMISSIONER]).get("/probe/crash/")
    return Pupil.objects.filter(sen_need="half done").count()


def test_a_crashed_view_leaves_nothing_half_done(world):
    assert half_done(world) == 0


def test_mutation_no_rollback_is_noticed(world, monkeypatch):
    """Without both lines of the middleware a crashed view commits what it had done."""
    ignore = lambda *arguments: None  # noqa: E731
    monkeypatch.setattr(middleware.ScopeMiddleware, "process_exception", ignore)
    monkeypatch.setattr(middleware.transaction, "set_rollback", ignore)
    assert half_done(world) > 0


def test_mutation_ungated_view_is_noticed():
    with override_settings(ROOT_URLCONF="tests.access.probes"):
        errors = [error.msg for error in run_checks(tags=["access"])]
    assert errors == ["tests.access.probes.forgot_gate at /probe/gate/ has no @allow or @public"]
