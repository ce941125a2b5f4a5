import datetime as dt

import factory
from django.utils.text import slugify

from providers.choices import (
    ApprovalStatus,
    ChangeKind,
    ContactRole,
    PriceUnit,
    ProviderType,
)
from providers.models import (
    Acceptance,
    Agreement,
    Approval,
    ApprovalDecision,
    EntryChange,
    NegotiatedPrice,
    Offer,
    OffListDeclaration,
    Provider,
    PublicCatalogue,
    SearchMiss,
    Site,
    SiteContact,
)
from tests.factories.accounts import (
    AuthorityFactory,
    ProviderOrganisationFactory,
    SchoolFactory,
    UserFactory,
)


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider

    organisation = factory.SubFactory(ProviderOrganisationFactory)
    type = ProviderType.NON_SCHOOL


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Site {n}")


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Offer

    site = factory.SubFactory(SiteFactory)
    provider = factory.SelfAttribute("site.provider")
    title = factory.Sequence(lambda n: f"Programme {n}")
    age_from = 11
    age_to = 16
    price_pence = 9000
    price_unit = PriceUnit.DAY


class ApprovalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Approval

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    status = ApprovalStatus.APPROVED
    decided_on = "2026-09-01"


class AgreementFactory(factory.django.DjangoModelFactory):
    """The authority's contract, in force since September, unless told otherwise."""

    class Meta:
        model = Agreement

    authority = factory.SubFactory(AuthorityFactory)
    kind = "contract"
    version = 1
    title = "Contract and terms"
    text = "Keep our pupils safe."
    in_force_from = dt.date(2026, 9, 1)
    published_by = factory.SubFactory(UserFactory)


class AcceptanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Acceptance

    agreement = factory.SubFactory(AgreementFactory)
    provider = factory.SubFactory(ProviderFactory)
    authority = factory.SelfAttribute("agreement.authority")
    school = factory.SelfAttribute("agreement.school")
    accepted_by = factory.SubFactory(UserFactory)


class ApprovalDecisionFactory(factory.django.DjangoModelFactory):
    """A suspension of today that nobody was told of yet, unless told otherwise."""

    class Meta:
        model = ApprovalDecision

    approval = factory.SubFactory(ApprovalFactory, status="suspended")
    authority = factory.SelfAttribute("approval.authority")
    provider = factory.SelfAttribute("approval.provider")
    from_status = "approved"
    to_status = factory.SelfAttribute("approval.status")
    decided_on = dt.date(2026, 11, 23)
    reason = "Fire escape blocked"
    decided_by = factory.SubFactory(UserFactory)


class OffListDeclarationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OffListDeclaration

    school = factory.SubFactory(SchoolFactory)
    authority = factory.SelfAttribute("school.authority")
    provider_name = "Dockside Boxing"
    address = "3 Quay Road, Elmtown"
    reason = "No approved provider takes a pupil this week."
    pupils = 1
    hours_a_week = 6
    used_from = dt.date(2026, 11, 16)
    declared_by = factory.SubFactory(UserFactory)
    review_due_on = dt.date(2026, 11, 30)


class PublicCatalogueFactory(factory.django.DjangoModelFactory):
    """Switched on, under the authority's name."""

    class Meta:
        model = PublicCatalogue

    authority = factory.SubFactory(AuthorityFactory)
    is_on = True
    address = factory.LazyAttribute(lambda catalogue: slugify(catalogue.authority.name))
    changed_by = factory.SubFactory(UserFactory)


class SiteContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteContact

    site = factory.SubFactory(SiteFactory)
    provider = factory.SelfAttribute("site.provider")
    role = ContactRole.HEAD
    name = factory.Sequence(lambda n: f"Contact {n}")
    phone = "01632 960100"


class NegotiatedPriceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NegotiatedPrice

    offer = factory.SubFactory(OfferFactory)
    provider = factory.SelfAttribute("offer.provider")
    authority = factory.SubFactory(AuthorityFactory)
    price_pence = 8000
    price_unit = PriceUnit.DAY
    reason = "Six places for the year"
    agreed_on = valid_from = dt.date(2026, 9, 1)
    recorded_by = factory.SubFactory(UserFactory)


class EntryChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EntryChange

    provider = factory.SubFactory(ProviderFactory)
    kind = ChangeKind.PROVIDER
    proposed = factory.LazyFunction(lambda: {"description": "We farm."})
    stood = factory.LazyFunction(lambda: {"description": ""})
    proposed_by = factory.SubFactory(UserFactory)


class SearchMissFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SearchMiss

    authority = factory.SubFactory(AuthorityFactory)
    question = "need=autism"
