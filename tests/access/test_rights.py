"""What each kind of organisation may not write, tried in its own scope past every view."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apcommission.accounts.scope import database_scope
from attendance.models import Register
from placements.choices import Status
from placements.models import Placement
from providers.models import Approval, SiteStaff
from qa.models import Standard
from tests.factories.accounts import member
from tests.factories.placements import SlotFactory
from tests.factories.providers import ProviderFactory, SiteFactory
from tests.factories.qa import FrameworkFactory

pytestmark = pytest.mark.django_db


def refused(user, write, match):
    with (
        pytest.raises(DatabaseError, match=match),
        transaction.atomic(),
        database_scope(user.membership),
    ):
        write()
    return True


def register_at(site, provider, by):
    now = timezone.now()
    return Register.objects.create(
        provider=provider,
        site=site,
        date="2026-11-23",
        session="am",
        expected=1,
        marked=1,
        first_saved_at=now,
        saved_at=now,
        saved_by_id=by.pk,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.ACTIVE, Status.WITHDRAWN),
        (Status.ACTIVE, Status.PAUSED),
        (Status.REQUESTED, Status.ACTIVE),
        (Status.AGREED, Status.ACTIVE),
    ],
)
def test_a_provider_moves_no_placement_but_by_answering(placement, provider_lead, before, after):
    Placement.objects.filter(pk=placement.pk).update(status=before)

    def move():
        Placement.objects.filter(pk=placement.pk).update(status=after)

    assert refused(provider_lead, move, "may only accept or decline")


@pytest.mark.parametrize("after", [Status.AGREED, Status.DECLINED])
def test_a_provider_answers_a_request(placement, provider_lead, after):
    Placement.objects.filter(pk=placement.pk).update(status=Status.REQUESTED)
    with database_scope(provider_lead.membership):
        Placement.objects.filter(pk=placement.pk).update(status=after)
    placement.refresh_from_db()
    assert placement.status == after


def test_a_provider_opens_no_register_at_anothers_site(provider, provider_lead):
    foreign = SiteFactory()
    assert refused(provider_lead, lambda: register_at(foreign, provider, provider_lead), "own_site")


def test_a_provider_assigns_nobody_to_anothers_site(provider, provider_lead):
    foreign, mine = SiteFactory(), provider_lead.membership

    def assign():
        SiteStaff.objects.create(site=foreign, provider=provider, membership=mine)

    assert refused(provider_lead, assign, "own_site")


def test_a_slot_is_at_its_own_providers_site(placement):
    with pytest.raises(DatabaseError, match="own_site"), transaction.atomic():
        SlotFactory(placement=placement, site=SiteFactory())


def test_an_authority_writes_no_register_where_it_has_nobody(site, provider, commissioner):
    assert refused(
        commissioner, lambda: register_at(site, provider, commissioner), "row-level security"
    )


def test_nobody_logs_a_view_under_another_name(pupil, school, school_lead, school_attendance):
    def log():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_pupilview (person_id, person_name, person_role,"
                " organisation_id, pupil_id, authority_id, route)"
                " VALUES (%s, '', '', %s, %s, %s, '')",
                [school_attendance.pk, school.pk, pupil.pk, pupil.authority_id],
            )

    assert refused(school_lead, log, "row-level security")


def test_a_provider_grades_itself_in_no_application(authority, db):
    lead = member("provider_lead", ProviderFactory().organisation)

    def apply():
        Approval.objects.create(
            authority=authority,
            provider_id=lead.organisation.pk,
            status="applied",
            qa_grade="strong",
        )

    assert refused(lead, apply, "row-level security")


def test_an_authority_adds_nothing_to_the_national_standards(commissioner):
    national = FrameworkFactory(authority=None)

    def add():
        Standard.objects.create(framework=national, number="99", position=99, area="x", summary="x")

    assert refused(commissioner, add, "row-level security")
