import factory

from providers.choices import ApprovalStatus, PriceUnit, ProviderType
from providers.models import Approval, Offer, Provider, Site
from tests.factories.accounts import AuthorityFactory, ProviderOrganisationFactory


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
