"""The small demo, loaded once for all tests of it, in a database of its own.

Its tests read it in transactions that are rolled back. Whichever worker comes first loads it.
"""

import datetime as dt
import fcntl
import os

import pytest
from django.db import connection, transaction

from apcommission.demo.clock import london
from tests.journeys import demo_site as sites

TODAY = dt.date(2026, 11, 23)
NOW = london(TODAY, "11:15")


def pytest_collection_modifyitems(items):
    """Whoever asks for the demo asks for the test database, though no single test marks it."""
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory):
    """The name of the database in which the demo stands, at a quarter past eleven."""
    owner = os.environ.get("OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]
    name = f"{os.environ.get('TEST_DATABASE_NAME') or 'test'}_story"
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    loaded = folder / f"{name}.loaded"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not loaded.exists():
            sites.drop(owner, name)
            sites.create(owner, name)
            sites.fill(sites.database_of(owner, name), folder, clock=NOW.time())
            loaded.touch()
    return name


@pytest.fixture(scope="module")
def loaded(demo_database, django_db_setup, django_db_blocker):
    """The module's tests are on the demo's database; what they write is rolled back."""
    usual = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = demo_database
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual


@pytest.fixture
def demo(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        yield
