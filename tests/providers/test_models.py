import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.choices import ApprovalStatus, PriceUnit, ProviderType
from providers.models import Approval, ApprovalDecision, Offer, Provider, Site, SiteStaff
from tests.factories.accounts import member
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

# Approval


@pytest.fixture
def approvals(authority, other_authority, provider):
    """One of each status by our authority, and one by a neighbour on our provider."""
    ours = {
        status: ApprovalFactory(authority=authority, status=status) for status in ApprovalStatus
    }
    return {**ours, "neighbour": ApprovalFactory(authority=other_authority, provider=provider)}


def test_approvals_visible_to_each(approvals, commissioner, school_lead, provider_lead, provider):
    own = Approval.objects.get(authority=commissioner.organisation, provider=provider)
    assert set(Approval.objects.visible_to(commissioner)) == {
        own,
        *(approvals[status] for status in ApprovalStatus),
    }
    assert set(Approval.objects.visible_to(school_lead)) == {
        own,
        approvals["approved"],
        approvals["conditional"],
        approvals["suspended"],
        approvals["removed"],
    }
    assert set(Approval.objects.visible_to(provider_lead)) == {own, approvals["neighbour"]}


def test_approvals_of_a_forum_member_are_none(approvals, forum_member):
    assert Approval.objects.visible_to(forum_member).count() == 0


def test_a_provider_cannot_approve_itself(provider_lead, provider, other_authority):
    """The database lets a provider apply; any other status is an authority's to write."""
    with database_scope(provider_lead.membership):
        for status in (ApprovalStatus.APPROVED, ApprovalStatus.CONDITIONAL):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                ApprovalFactory(authority=other_authority, provider=provider, status=status)
        assert Approval.objects.update(status=ApprovalStatus.APPLIED) == 0
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Approval.objects.update(qa_grade="strong")
    assert Approval.objects.get().status == ApprovalStatus.APPROVED


def test_a_provider_cannot_give_itself_an_ofsted_result(provider_lead, provider):
    with database_scope(provider_lead.membership):
        for facts in ({"ofsted_outcome": "Good"}, {"urn": 123456}, {"type": "ap_academy"}):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                Provider.objects.update(**facts)
    provider.refresh_from_db()
    assert (provider.ofsted_outcome, provider.urn) == ("", None)


def test_an_authority_cannot_write_a_neighbours_decision(stranger, provider):
    other = stranger(Role.COMMISSIONER)
    with database_scope(other.membership):
        assert Approval.objects.update(status=ApprovalStatus.APPLIED) == 0


def test_an_approval_that_is_decided_has_a_date(authority):
    with pytest.raises(IntegrityError):
        ApprovalFactory(authority=authority, decided_on=None)


def test_visit_due_by_puts_the_never_visited_first_then_the_longest_overdue(authority):
    def known(due_on, status=ApprovalStatus.APPROVED):
        return ApprovalFactory(authority=authority, status=status, qa_next_due_on=due_on)

    late = known(dt.date(2026, 11, 1))
    later = known(dt.date(2026, 10, 1), ApprovalStatus.CONDITIONAL)
    never = known(None)
    known(dt.date(2026, 12, 2))
    known(dt.date(2026, 10, 1), ApprovalStatus.SUSPENDED)
    found = Approval.objects.visit_due_by(dt.date(2026, 12, 1))
    assert list(found) == [never, later, late]


def test_decisions_are_seen_with_their_approval(approvals, school_lead, commissioner):
    for approval in Approval.objects.all():
        ApprovalDecision.objects.create(
            approval=approval,
            authority=approval.authority,
            provider=approval.provider,
            to_status=approval.status,
            decided_on=dt.date(2026, 9, 1),
            decided_by_id=commissioner.pk,
        )
    seen = ApprovalDecision.objects.visible_to(school_lead)
    assert sorted(seen.values_list("to_status", flat=True)) == [
        "approved",
        "approved",
        "conditional",
        "removed",
        "suspended",
    ]


# Provider


def test_listed_by_carries_this_authoritys_approval_or_none(authority, other_authority, provider):
    ApprovalFactory(authority=other_authority, provider=provider, status=ApprovalStatus.SUSPENDED)
    unlisted = ProviderFactory(organisation__name="Anchor")
    found = {p.pk: p.listing for p in Provider.objects.listed_by(authority.pk)}
    assert found[provider.pk].status == ApprovalStatus.APPROVED
    assert found[unlisted.pk] is None
    assert len(found) == 2


def test_in_use_for_is_with_or_without_conditions(authority):
    used = {
        ApprovalFactory(authority=authority, status=status).provider
        for status in (ApprovalStatus.APPROVED, ApprovalStatus.CONDITIONAL)
    }
    ApprovalFactory(authority=authority, status=ApprovalStatus.SUSPENDED)
    ApprovalFactory()
    assert set(Provider.objects.in_use_for(authority.pk)) == used


@pytest.mark.parametrize(
    ("facts", "registration"),
    [
        (
            {"type": ProviderType.INDEPENDENT_SCHOOL, "urn": 123456},
            "Registered school, URN 123456",
        ),
        ({"type": ProviderType.NON_SCHOOL}, "Non-school AP"),
        ({"type": ProviderType.FURTHER_EDUCATION}, "Further education college, no URN given"),
    ],
)
def test_registration_in_words(facts, registration):
    assert Provider(**facts).registration == registration


def test_is_inspected_needs_result_and_date():
    inspected_on = dt.date(2025, 3, 4)
    assert Provider(ofsted_outcome="Good", ofsted_inspected_on=inspected_on).is_inspected is True
    assert Provider(ofsted_outcome="Good").is_inspected is False
    assert Provider().is_inspected is False


# Site


def test_sites_of_provider_staff_are_those_they_work_at(provider, provider_staff, provider_lead):
    first, second = SiteFactory(provider=provider), SiteFactory(provider=provider)
    SiteFactory()
    assert set(Site.objects.visible_to(provider_staff)) == {first, second}
    SiteStaff.objects.create(site=second, provider=provider, membership=provider_staff.membership)
    assert set(Site.objects.visible_to(provider_staff)) == {second}
    assert set(Site.objects.visible_to(provider_lead)) == {first, second}


def test_address_leaves_out_what_is_not_known():
    assert Site(street="1 Lane", town="Elm", postcode="RM1 3BB").address == "1 Lane, Elm, RM1 3BB"
    assert Site(town="Elm").address == "Elm"
    assert Site().address == ""


def test_times_of_a_session(db):
    site = SiteFactory()
    site.refresh_from_db()
    assert site.times("am") == (dt.time(9, 30), dt.time(12, 0))
    assert site.times("pm") == (dt.time(12, 45), dt.time(15, 0))


# Offer


def test_offers_are_seen_with_their_provider(school_lead, offer, stranger):
    OfferFactory()
    assert list(Offer.objects.visible_to(school_lead)) == [offer]
    assert Offer.objects.visible_to(stranger(Role.SCHOOL_LEAD)).count() == 0


def test_an_offer_at_a_closed_site_is_not_active(site):
    OfferFactory(site=SiteFactory(provider=site.provider, is_active=False))
    open_offer = OfferFactory(site=site)
    assert list(Offer.objects.active()) == [open_offer]


def test_priced_compares_half_days(site):
    for unit, pence in (
        (PriceUnit.HOUR, 2000),
        (PriceUnit.HALF_DAY, 5000),
        (PriceUnit.DAY, 10000),
        (PriceUnit.WEEK, 50000),
    ):
        OfferFactory(site=site, price_pence=pence, price_unit=unit)
    assert {int(offer.half_day_pence) for offer in Offer.objects.priced()} == {5000}


def test_offer_labels():
    offer = Offer(needs=["autism"], subjects=["maths"], half_days=["3am", "1pm"], price_pence=4550)
    assert offer.need_labels == ["Autism"]
    assert offer.subject_labels == ["Mathematics"]
    assert offer.weekday_labels == ["Monday", "Wednesday"]
    assert offer.price_pounds == 45.5
    assert Offer(half_days=["5am", "4am", "3pm", "2am", "1am"]).weekday_labels == [
        "Monday to Friday"
    ]


def test_an_offers_ages_are_in_order(site):
    with pytest.raises(IntegrityError):
        OfferFactory(site=site, age_from=12, age_to=11)


def test_a_member_of_another_provider_sees_no_site(provider):
    SiteFactory(provider=provider)
    other = member(Role.PROVIDER_LEAD)
    with database_scope(other.membership):
        assert (Site.objects.count(), Provider.objects.count()) == (0, 0)
