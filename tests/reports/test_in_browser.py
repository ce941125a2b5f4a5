"""Home, flag and registration pages in a real browser, on a phone and on a desk."""

import os
from pathlib import Path

import pytest

from apcommission.flags.models import Flag
from apcommission.jobs.models import JobRun
from attendance.choices import Observation
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, open_page
from tests.factories.accounts import SchoolFactory
from tests.factories.attendance import expected_pupils
from tests.factories.placements import PlacementFactory
from tests.factories.providers import ProviderFactory
from tests.factories.reports import ForumReportFactory
from tests.placements.week import full_time
from tests.reports.conftest import NOW

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SIZES = {"phone": PHONE, "desk": DESK}
SHOTS = os.environ.get("SCREENSHOTS")
ROLES = [
    "commissioner",
    "officer",
    "finance_officer",
    "school_lead",
    "school_attendance",
    "provider_lead",
    "provider_staff",
    "forum_member",
]


@pytest.fixture
def busy(day, judge, site, school, provider, authority, other_authority, provider_lead):
    """A day with something in every band, for every role."""
    full_time(provider, authority=other_authority, sen_provision="E")
    for surname in ("Brook", "Field"):
        full_time(provider, authority=authority, surname=surname)
    near = ProviderFactory(organisation__name="Dell Studio")
    for _ in range(4):
        full_time(near, authority=authority)
    away = expected_pupils(1, school=school, site=site, session="am")[0]
    register = site.registers.create(
        provider=provider,
        date=NOW.date(),
        session="am",
        expected=2,
        marked=1,
        first_saved_at=NOW,
        saved_at=NOW,
        saved_by=provider_lead.person,
    )
    away.marks.create(
        **{name: value for name, value in away.scope_columns().items() if name != "pupil_id"},
        register=register,
        date=NOW.date(),
        session="am",
        observation=Observation.ABSENT,
    )
    PlacementFactory(pupil__school=SchoolFactory(authority=authority), status="requested")
    ForumReportFactory(authority=authority, status="published", published_at=NOW)
    JobRun.objects.create(name="reviews", period=NOW, state="failed", problem="No answer")
    judge()


@pytest.fixture
def visit(chromium, live_server, web):
    """`visit(user, path, size, name)` looks at a page: it must be accessible and fit. Gives what
    the browser complained of."""

    def go(user, path, size, name):
        page = open_page(chromium, SIZES[size])
        session = web(user).cookies["apr_session"].value
        page.context.add_cookies(
            [{"name": "apr_session", "value": session, "url": live_server.url}]
        )
        assert page.goto(live_server.url + path).status == 200
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{size}.png", full_page=True)
        assert_accessible(page)
        assert_no_overflow(page)
        foreign = page.hosts - {live_server.url.removeprefix("http://")}
        page.context.close()
        return [*page.complaints, *foreign]

    return go


@pytest.mark.parametrize("size", SIZES)
def test_home_of_each_role(busy, visit, request, size):
    for role in ROLES:
        assert visit(request.getfixturevalue(role), "/", size, f"home-{role}") == []


@pytest.mark.parametrize("size", SIZES)
def test_flag_and_registration_pages(
    busy, visit, commissioner, school_lead, provider_lead, provider, size
):
    open_flags = Flag.objects.open().filter(authority=commissioner.organisation)
    needed = open_flags.get(rule="registration_needed")
    review = open_flags.filter(rule="review_overdue").first()
    for user, path, name in [
        (commissioner, "/flags/", "flags-commissioner"),
        (school_lead, "/flags/", "flags-school"),
        (provider_lead, "/flags/", "flags-provider"),
        (commissioner, f"/flags/{needed.pk}/", "flag-registration"),
        (school_lead, f"/flags/{review.pk}/", "flag-review"),
        (school_lead, f"/flags/{review.pk}/acknowledge/", "flag-acknowledge"),
        (commissioner, "/registration/", "registration"),
        (commissioner, f"/registration/{provider.pk}/", "registration-detail"),
        (provider_lead, f"/registration/{provider.pk}/", "registration-provider"),
        (commissioner, "/thresholds/", "thresholds"),
        (commissioner, "/thresholds/register_missing/am_cut_off/", "threshold"),
        (commissioner, "/jobs/", "jobs"),
    ]:
        assert visit(user, path, size, name) == []
