"""The people in our tests, the same in every test. A stranger has the same role in another
organisation: what the stranger can reach is a leak."""

import pytest
from django.db import connection

from apcommission.accounts.choices import Role
from tests.browser import chromium  # noqa: F401
from tests.factories.accounts import AuthorityFactory, ForumFactory, SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory
from tests.webclient import WebClient


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, and at the end nobody in it: live servers leave connections behind."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def authority(db):
    return AuthorityFactory(name="Elmshire")


@pytest.fixture
def other_authority(db):
    return AuthorityFactory(name="Oakborough")


@pytest.fixture
def school(authority):
    return SchoolFactory(name="Hillside School", authority=authority)


@pytest.fixture
def provider(authority):
    provider = ProviderFactory(organisation__name="Bridge Farm")
    ApprovalFactory(authority=authority, provider=provider)
    return provider


@pytest.fixture
def site(provider):
    return SiteFactory(provider=provider, name="Main yard")


@pytest.fixture
def offer(site):
    return OfferFactory(site=site)


@pytest.fixture
def pupil(school):
    return PupilFactory(school=school, forename="Ada", surname="Marsh")


@pytest.fixture
def placement(pupil, provider):
    return PlacementFactory(pupil=pupil, provider=provider)


@pytest.fixture
def slot(placement, site):
    return SlotFactory(placement=placement, site=site)


@pytest.fixture
def commissioner(authority):
    return member(Role.COMMISSIONER, authority, name="Carol Reyes")


@pytest.fixture
def officer(authority):
    return member(Role.OFFICER, authority, name="Owen Price")


@pytest.fixture
def finance_officer(authority):
    return member(Role.FINANCE_OFFICER, authority, name="Fay Lunn")


@pytest.fixture
def school_lead(school):
    return member(Role.SCHOOL_LEAD, school, name="Sam Okoro")


@pytest.fixture
def school_dsl(school):
    return member(Role.SCHOOL_LEAD, school, is_dsl=True, name="Dee Laidlaw")


@pytest.fixture
def school_attendance(school):
    return member(Role.SCHOOL_ATTENDANCE, school, name="Ann Teal")


@pytest.fixture
def provider_lead(provider):
    return member(Role.PROVIDER_LEAD, provider.organisation, name="Pat Lowe")


@pytest.fixture
def provider_staff(provider):
    return member(Role.PROVIDER_STAFF, provider.organisation, name="Stef Nowak")


@pytest.fixture
def forum_member(authority):
    return member(Role.FORUM_MEMBER, ForumFactory(authority=authority), name="Flo Mint")


@pytest.fixture
def stranger(db):
    """A stranger of any role: `stranger(Role.SCHOOL_LEAD)` works in another authority."""
    return lambda role: member(role, name="Stranger")


@pytest.fixture
def web(db):
    """`web(user)` is a browser signed in as that user, on the production database role."""
    return lambda user: WebClient().sign_in(user)
