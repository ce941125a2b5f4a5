"""Agreements, from the commissioner's first version to the provider's acceptance."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.audit.refusal import NotAllowed
from apcommission.notify.models import Message
from providers import actions
from providers.models import Acceptance, Agreement, outstanding
from tests.factories.providers import AgreementFactory

TODAY = dt.date(2026, 11, 23)
LIST = "/providers/agreements/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def contract(authority):
    return AgreementFactory(authority=authority, title="Terms")


def text(response):
    return " ".join(response.content.decode().split())


def publish_page(kind):
    return f"/providers/agreements/publish/{kind}/"


def accept_page(agreement):
    return f"/providers/agreements/{agreement.pk}/accept/"


def answers(**given):
    plain = {"title": "Terms", "text": "New words.\n\nMore.", "in_force_from_0": "1"}
    return {**plain, "in_force_from_1": "12", "in_force_from_2": "2026", **given}


@pytest.mark.capability("F094")
def test_contract_is_published_accepted_and_accepted_anew(
    web, commissioner, provider, provider_lead, provider_staff, school_lead
):
    ours = web(commissioner)
    page = text(ours.get(publish_page("contract")))
    assert "The text below is a starting point." in page
    assert "1. What this covers" in page
    assert ours.post(publish_page("contract"), answers()).status_code == 302
    first = Agreement.objects.get()
    assert (first.kind, first.version, first.in_force_from) == (
        "contract",
        1,
        dt.date(2026, 12, 1),
    )
    assert (first.school, first.published_by_id) == (None, commissioner.pk)
    message = Message.objects.get()
    assert (message.to, message.subject) == (provider_lead.email, "To accept: Terms, version 1")

    theirs = web(provider_lead)
    assert "Terms" in text(theirs.get(LIST))
    refused = theirs.post(accept_page(first), {"sent": "yes"})
    assert "Tick the box to say that you have read and accept this text" in text(refused)
    assert Acceptance.objects.count() == 0
    theirs.post(accept_page(first), {"is_read": "on"})
    accepted = Acceptance.objects.get()
    assert (accepted.agreement, accepted.provider, accepted.accepted_by_id) == (
        first,
        provider,
        provider_lead.pk,
    )
    assert accepted.accepted_at.date() == TODAY
    for reader in (ours, web(school_lead)):
        page = text(reader.get(first.get_absolute_url()))
        assert "23 Nov 2026" in page
        assert "Pat Lowe" in page

    ours.post(publish_page("contract"), answers(text="Newer words."))
    second = Agreement.objects.get(version=2)
    page = text(ours.get(second.get_absolute_url()))
    assert "Nobody yet." in page
    assert "Bridge Farm" in page
    assert text(theirs.get(LIST)).count("version 2") > 0
    assert list(outstanding(provider, commissioner.organisation, dt.date(2026, 12, 1))) == [second]
    theirs.post(accept_page(second), {"is_read": "on"})
    assert Acceptance.objects.filter(agreement=second).count() == 1
    assert Acceptance.objects.filter(agreement=first).count() == 1


def test_a_school_publishes_what_it_expects_and_no_contract(
    web, school_lead, school, provider_lead, placement
):
    client = web(school_lead)
    assert client.get(publish_page("contract")).status_code == 404
    assert client.get(publish_page("recipes")).status_code == 404
    client.post(publish_page("expectations"), answers(in_force_from_0="23", in_force_from_1="11"))
    made = Agreement.objects.get()
    assert (made.school, made.authority, made.kind) == (school, school.authority, "expectations")
    assert "0 of 1 provider" in text(client.get(LIST))
    theirs = web(provider_lead)
    theirs.post(accept_page(made), {"is_read": "on"})
    assert "1 of 1 provider" in text(client.get(LIST))
    accepted = Acceptance.objects.get()
    assert (accepted.school, accepted.authority) == (school, school.authority)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Enter the text"),
        ({"in_force_from_0": "1", "in_force_from_1": "11"}, "In-force date must be today or later"),
    ],
)
def test_what_was_typed_is_kept_when_it_cannot_be_published(web, commissioner, given, words):
    page = text(web(commissioner).post(publish_page("contract"), answers(title="Kept", **given)))
    assert words in page
    assert 'value="Kept"' in page
    assert Agreement.objects.count() == 0


def test_the_same_words_are_no_new_version(web, commissioner, contract):
    page = web(commissioner).post(publish_page("contract"), answers(text=contract.text))
    assert "nothing has changed" in text(page)
    assert Agreement.objects.count() == 1


def test_publish_agreement_refuses_what_the_page_does_not_offer(
    commissioner, school_lead, contract
):
    facts = {"title": "T", "text": "New", "on": TODAY, "kind": "contract"}
    for by, date in [
        (school_lead, TODAY),
        (commissioner, TODAY - dt.timedelta(days=1)),
    ]:
        with pytest.raises(NotAllowed):
            actions.publish_agreement(by=by, in_force_from=date, **facts)
    contract.in_force_from = dt.date(2027, 1, 1)
    contract.save()
    with pytest.raises(NotAllowed, match="before the version it follows"):
        actions.publish_agreement(by=commissioner, in_force_from=TODAY, **facts)


def test_accept_agreement_once_and_only_the_newest(provider_lead, provider, contract):
    accept = {"by": provider_lead, "provider": provider}
    actions.accept_agreement(agreement=contract, **accept)
    with pytest.raises(NotAllowed, match="accepted already"):
        actions.accept_agreement(agreement=contract, **accept)
    old = AgreementFactory(authority=contract.authority, kind="expectations")
    AgreementFactory(authority=contract.authority, kind="expectations", version=2)
    with pytest.raises(NotAllowed, match="newer version"):
        actions.accept_agreement(agreement=old, **accept)


def test_only_a_providers_lead_accepts(web, commissioner, school_lead, provider_staff, contract):
    for user in (commissioner, school_lead, provider_staff):
        response = web(user).post(accept_page(contract), {"is_read": "on"})
        assert response.status_code == 403
    assert Acceptance.objects.count() == 0


def test_only_commissioner_and_school_lead_publish(web, officer, provider_lead):
    for user in (officer, provider_lead):
        assert web(user).get(publish_page("expectations")).status_code == 403


def test_texts_of_another_area_are_not_there(web, stranger, contract):
    for role in (Role.COMMISSIONER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD):
        client = web(stranger(role))
        assert client.get(contract.get_absolute_url()).status_code == 404
        assert "Terms" not in text(client.get(LIST))


def test_list_asks_as_much_for_three_texts_as_for_one(web, provider_lead, contract):
    client = web(provider_lead)
    client.get(LIST)
    before = queries(client)
    for kind, version in (("expectations", 1), ("contract", 2)):
        AgreementFactory(authority=contract.authority, kind=kind, version=version)
    assert queries(client) == before


def queries(client):
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    return len(asked)
