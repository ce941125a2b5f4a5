"""The demo's list that everybody may read."""

import pytest

from providers.models import PublicCatalogue
from providers.public_door import public_list

pytestmark = pytest.mark.usefixtures("demo")


def test_first_authority_shows_its_approved_providers():
    catalogue = PublicCatalogue.objects.get()
    assert (catalogue.authority.la_code, catalogue.is_on) == ("311", True)
    found = public_list(catalogue.address)
    assert found.introduction.startswith("These providers teach")
    assert len(found.entries) >= 3
    assert {entry.status for entry in found.entries} <= {"approved", "conditional"}
