import os

import pytest
import time_machine

from tests.factories.terms import half_terms_of


@pytest.fixture
def site(site):
    site.refresh_from_db()
    return site


@pytest.fixture
def term(authority):
    """The authority's half terms: without them no session is expected."""
    return half_terms_of(authority)


@pytest.fixture
def due(term, slot):
    """A pupil of ours expected on Monday morning; the placement."""
    return slot.placement


@pytest.fixture
def shot():
    """Keeps a picture of the page where SCREENSHOTS names a folder; to be looked at."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page, name):
        if folder:
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return take


@pytest.fixture
def time_machine_at():
    """`time_machine_at(moment)` moves the clock there; again to move it once more."""
    travels = []

    def move(moment):
        travels.append(time_machine.travel(moment, tick=True))
        travels[-1].start()
        return moment

    yield move
    for travel in reversed(travels):
        travel.stop()
