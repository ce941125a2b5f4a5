import pytest
from django.test import RequestFactory

from providers.choices import ApprovalStatus, ChangeKind
from providers.models import Approval
from providers.views.keeping import Keeping
from tests.factories.providers import EntryChangeFactory, ProviderFactory


def keeping(user, provider, kind=ChangeKind.PROVIDER, subject=None, query=""):
    request = RequestFactory().get("/" + query)
    request.user = user
    return Keeping(request, provider, kind, subject)


@pytest.mark.parametrize(
    ("status", "proposes"),
    [
        (ApprovalStatus.APPLIED, False),
        (ApprovalStatus.APPROVED, True),
        (ApprovalStatus.CONDITIONAL, True),
        (ApprovalStatus.SUSPENDED, True),
        (ApprovalStatus.REFUSED, False),
        (ApprovalStatus.REMOVED, False),
    ],
)
def test_a_provider_proposes_while_an_authority_relies_on_it(
    provider_lead, commissioner, provider, status, proposes
):
    Approval.objects.update(status=status)
    assert keeping(provider_lead, provider).proposes is proposes
    assert keeping(commissioner, provider).proposes is False


def test_begin_lays_what_is_proposed_over_what_stands(provider_lead, commissioner, provider, site):
    EntryChangeFactory(
        provider=provider, kind=ChangeKind.SITE, subject_id=site.pk, proposed={"capacity": 40}
    )
    assert keeping(commissioner, provider, ChangeKind.SITE, site).begin().capacity == 12
    begun = keeping(provider_lead, provider, ChangeKind.SITE, site).begin()
    assert (begun.capacity, begun.name) == (40, "Main yard")


def test_begin_of_an_addition_is_the_one_named_in_the_address(provider_lead, provider, site):
    facts = {"title": "Farm skills", "site": site.pk, "price_pence": 4550}
    change = EntryChangeFactory(provider=provider, kind=ChangeKind.OFFER, proposed=facts, stood={})
    assert keeping(provider_lead, provider, ChangeKind.OFFER).begin() is None
    query = f"?change={change.pk}"
    begun = keeping(provider_lead, provider, ChangeKind.OFFER, query=query).begin()
    assert (begun.pk, begun.title, begun.site, begun.price_pence) == (
        None,
        "Farm skills",
        site,
        4550,
    )
    # Of another kind, or of another provider: not there.
    assert keeping(provider_lead, provider, ChangeKind.SITE, query=query).begin() is None
    other = EntryChangeFactory(
        provider=ProviderFactory(), kind=ChangeKind.OFFER, proposed=facts, stood={}
    )
    query = f"?change={other.pk}"
    assert keeping(provider_lead, provider, ChangeKind.OFFER, query=query).begin() is None
