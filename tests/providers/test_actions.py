import datetime as dt

import pytest

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ApprovalStatus, Grade, PriceUnit, ProviderType
from providers.models import Approval, ApprovalDecision, Provider
from tests.factories.accounts import member
from tests.factories.providers import (
    ApprovalFactory,
    OfferFactory,
    ProviderFactory,
    SiteFactory,
)

TODAY = dt.date(2026, 11, 23)


def test_add_provider_makes_the_organisation_and_its_record(commissioner):
    provider = actions.add_provider(
        by=commissioner, name=" Bridge Farm ", type=ProviderType.NON_SCHOOL, phone="01632 960001"
    )
    assert (provider.name, provider.phone) == ("Bridge Farm", "01632 960001")
    assert provider.organisation.kind == OrganisationKind.PROVIDER
    assert provider.organisation.authority is None


def test_add_provider_refuses_a_second_of_the_same_name(commissioner):
    ProviderFactory(organisation__name="Bridge Farm")
    with pytest.raises(NotAllowed) as refused:
        actions.add_provider(by=commissioner, name="bridge farm", type=ProviderType.NON_SCHOOL)
    assert str(refused.value) == (
        "There is already a provider called bridge farm. Find it under Providers and decide on it "
        "there."
    )
    assert Provider.objects.count() == 1


def test_edit_provider_changes_what_is_given_and_nothing_else(commissioner):
    provider = ProviderFactory(organisation__name="Bridge Farm", phone="01632 960001")
    actions.edit_provider(by=commissioner, provider=provider, name="Bridge Barn", email="a@b.uk")
    provider = Provider.objects.get(pk=provider.pk)
    assert (provider.name, provider.email, provider.phone) == (
        "Bridge Barn",
        "a@b.uk",
        "01632 960001",
    )


def test_edit_provider_works_with_the_rights_of_the_providers_own_lead(provider_lead, provider):
    Approval.objects.update(status=ApprovalStatus.APPLIED)
    with database_scope(provider_lead.membership):
        actions.edit_provider(by=provider_lead, provider=provider, description="We farm.")
    provider.refresh_from_db()
    assert provider.description == "We farm."


def test_sites_and_offers_are_added_and_edited(commissioner, provider):
    site = actions.add_site(by=commissioner, provider=provider, name="Yard", capacity=6)
    actions.edit_site(by=commissioner, site=site, capacity=8)
    offer = actions.add_offer(
        by=commissioner,
        site=site,
        title="Farm skills",
        age_from=11,
        age_to=16,
        half_days=["1am", "2am"],
        price_pence=4500,
        price_unit=PriceUnit.HALF_DAY,
    )
    actions.edit_offer(by=commissioner, offer=offer, places=4)
    offer.refresh_from_db()
    assert (offer.provider, offer.site.name, offer.site.capacity) == (provider, "Yard", 8)
    assert (offer.places, offer.weekdays) == (4, [1, 2])


def test_edit_provider_names_who_saw_the_registration(commissioner, provider):
    actions.edit_provider(by=commissioner, provider=provider, phone="01632 960001")
    assert Provider.objects.get().registration_checked_by is None
    seen = {"registration_evidence": "GIAS entry", "registration_checked_on": TODAY}
    actions.edit_provider(by=commissioner, provider=provider, **seen)
    assert Provider.objects.get().registration_checked_by_id == commissioner.pk
    added = actions.add_provider(by=commissioner, name="Mill", type="non_school", **seen)
    assert added.registration_checked_by_id == commissioner.pk


def test_an_offer_is_taught_only_while_its_site_is_open(commissioner, provider):
    site = actions.add_site(
        by=commissioner, provider=provider, name="Yard", half_days=["1am", "1pm"]
    )
    facts = {"age_from": 11, "age_to": 16, "price_pence": 4500, "price_unit": PriceUnit.DAY}
    offer = actions.add_offer(by=commissioner, site=site, title="Farm skills", **facts)
    assert offer.half_days == ["1am", "1pm"]
    for refused_act in (
        lambda: actions.add_offer(
            by=commissioner, site=site, title="Art", half_days=["2am"], **facts
        ),
        lambda: actions.edit_offer(by=commissioner, offer=offer, half_days=["1am", "2am"]),
    ):
        with pytest.raises(NotAllowed) as refused:
            refused_act()
        assert str(refused.value) == "Yard is closed then: Tuesday morning."
    with pytest.raises(NotAllowed) as refused:
        actions.edit_site(by=commissioner, site=site, half_days=["1am"])
    assert str(refused.value) == (
        "Farm skills is taught then: Monday afternoon. Change the offer first."
    )
    actions.edit_offer(by=commissioner, offer=offer, half_days=["1am"])
    actions.edit_site(by=commissioner, site=site, half_days=["1am"])
    site.refresh_from_db()
    assert site.half_days == ["1am"]


def test_actions_are_known_to_the_audit_by_name(commissioner, provider):
    site = actions.add_site(by=commissioner, provider=provider, name="Yard")
    actions.edit_site(by=commissioner, site=site, capacity=8)
    events = Event.objects.filter(table_name="providers_site").order_by("pk")
    assert [(e.action, e.operation, e.person_name) for e in events] == [
        ("site_added", "insert", "Carol Reyes"),
        ("site_edited", "update", "Carol Reyes"),
    ]


def test_apply_for_approval_starts_the_history(commissioner, authority):
    provider = ProviderFactory()
    approval = actions.apply_for_approval(
        by=commissioner, authority=authority, provider=provider, applied_on=TODAY
    )
    assert (approval.status, approval.decided_on) == (ApprovalStatus.APPLIED, None)
    step = approval.decisions.get()
    assert (step.from_status, step.to_status, step.decided_on) == ("", "applied", TODAY)


def test_apply_for_approval_is_open_to_the_providers_own_lead(authority):
    provider = ProviderFactory()
    lead = member(Role.PROVIDER_LEAD, provider.organisation)
    with database_scope(lead.membership):
        actions.apply_for_approval(by=lead, authority=authority, provider=provider)
    approval = Approval.objects.get()
    assert (approval.provider, approval.status) == (provider, ApprovalStatus.APPLIED)


def test_apply_for_approval_is_refused_while_one_stands(commissioner, authority, provider):
    with pytest.raises(NotAllowed) as refused:
        actions.apply_for_approval(by=commissioner, authority=authority, provider=provider)
    assert str(refused.value) == "An approval that is “approved” cannot become “applied”."


def decide(by, provider, status, **answers):
    answers = {"decided_on": TODAY, "reason": "Because", **answers}
    return actions.decide_approval(
        by=by, authority=by.organisation, provider=provider, status=status, **answers
    )


def test_decide_approval_keeps_every_step(commissioner, authority):
    provider = ProviderFactory()
    actions.apply_for_approval(by=commissioner, authority=authority, provider=provider)
    decide(
        commissioner,
        provider,
        ApprovalStatus.CONDITIONAL,
        reason="New leader",
        conditions="Train two first aiders",
        review_on=dt.date(2027, 2, 1),
    )
    decide(commissioner, provider, ApprovalStatus.SUSPENDED, reason="Fire escape blocked")
    approval = Approval.objects.get()
    assert (approval.status, approval.reason) == ("suspended", "Fire escape blocked")
    assert (approval.conditions, approval.review_on) == ("", None)
    steps = ApprovalDecision.objects.order_by("pk")
    assert [(s.from_status, s.to_status, s.reason, s.conditions) for s in steps] == [
        ("", "applied", "", ""),
        ("applied", "conditional", "New leader", "Train two first aiders"),
        ("conditional", "suspended", "Fire escape blocked", ""),
    ]
    assert {s.decided_by_id for s in steps} == {commissioner.pk}


def test_decide_approval_refuses_a_move_and_writes_nothing(commissioner, authority):
    approval = ApprovalFactory(authority=authority, status=ApprovalStatus.REMOVED)
    with pytest.raises(NotAllowed) as refused:
        decide(commissioner, approval.provider, ApprovalStatus.APPROVED)
    assert str(refused.value) == ("An approval that is “removed” cannot become “approved”.")
    approval.refresh_from_db()
    assert (approval.status, approval.decisions.count()) == (ApprovalStatus.REMOVED, 0)


def test_decide_approval_refuses_a_date_before_the_standing_decision(commissioner, authority):
    approval = ApprovalFactory(authority=authority, decided_on=TODAY)
    with pytest.raises(NotAllowed) as refused:
        decide(
            commissioner,
            approval.provider,
            ApprovalStatus.SUSPENDED,
            decided_on=TODAY - dt.timedelta(days=1),
        )
    assert str(refused.value) == (
        "The date of the decision is before the decision that stands now."
    )


def test_decide_approval_leaves_the_other_authoritys_decision_alone(
    commissioner, provider, other_authority
):
    theirs = ApprovalFactory(authority=other_authority, provider=provider)
    decide(commissioner, provider, ApprovalStatus.SUSPENDED)
    theirs.refresh_from_db()
    assert theirs.status == ApprovalStatus.APPROVED


def test_decide_approval_works_with_the_rights_of_a_commissioner(commissioner, provider):
    with database_scope(commissioner.membership):
        decide(commissioner, provider, ApprovalStatus.SUSPENDED)
    assert Approval.objects.get().status == ApprovalStatus.SUSPENDED


def follow(by, provider, **facts):
    facts = {
        "grade": Grade.SOUND,
        "visited_on": dt.date(2026, 10, 1),
        "next_due_on": dt.date(2027, 10, 1),
        **facts,
    }
    return actions.follow_visit(by=by, authority=by.organisation, provider=provider, **facts)


def test_follow_visit_puts_the_grade_on_the_approval(commissioner, provider):
    approval = follow(commissioner, provider)
    approval.refresh_from_db()
    assert (approval.qa_grade, approval.qa_visited_on, approval.qa_next_due_on) == (
        Grade.SOUND,
        dt.date(2026, 10, 1),
        dt.date(2027, 10, 1),
    )


def test_follow_visit_does_not_let_an_older_visit_hide_a_newer_one(commissioner, provider):
    follow(commissioner, provider)
    approval = follow(commissioner, provider, grade=Grade.CONCERN, visited_on=dt.date(2026, 3, 1))
    assert approval.qa_grade == Grade.SOUND


def test_follow_visit_without_an_approval_has_nothing_to_write(commissioner):
    assert follow(commissioner, ProviderFactory()) is None
    assert Approval.objects.count() == 0


def test_edit_offer_keeps_the_others(commissioner):
    site = SiteFactory()
    first, second = OfferFactory(site=site, places=5), OfferFactory(site=site, places=6)
    actions.edit_offer(by=commissioner, offer=first, places=1)
    second.refresh_from_db()
    assert second.places == 6
