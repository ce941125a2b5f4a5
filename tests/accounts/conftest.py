"""The people of these tests have passwords."""

import pytest

from tests.accounts.phone import give_password


@pytest.fixture
def sam(school_lead):
    return give_password(school_lead)
