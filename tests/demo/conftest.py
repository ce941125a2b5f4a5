"""The small demo, loaded once a module."""

import datetime as dt

import pytest
from django.db import transaction

from apcommission.demo.clock import london
from apcommission.demo.load import load
from tests.factories.evidence import default_requirements
from tests.factories.qa import national_standards

TODAY = dt.date(2026, 11, 23)
NOW = london(TODAY, "11:15")


def pytest_collection_modifyitems(items):
    """Whoever asks for the demo asks for the test database, though no single test marks it."""
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        # Tests that commit empty the tables, and with them what the migrations wrote.
        national_standards()
        default_requirements()
        yield load(size="small", today=TODAY, now=NOW, tell=lambda line: None)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        yield
