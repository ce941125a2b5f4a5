import os

import pytest

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
