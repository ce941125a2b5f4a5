import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apcommission.accounts.choices import Role
from providers.choices import ApplicationState, ApprovalStatus
from providers.models import Application, Approval
from tests.factories.accounts import member
from tests.factories.evidence import (
    ApplicationAnswerFactory,
    ApplicationFactory,
    DocumentFactory,
    default_requirements,
)
from tests.factories.providers import (
    AgreementFactory,
    ApprovalFactory,
    OfferFactory,
    ProviderFactory,
    SiteContactFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def newcomer():
    return ProviderFactory(organisation__name="New Leaf")


@pytest.fixture
def lead(newcomer):
    return member(Role.PROVIDER_LEAD, newcomer.organisation, name="Nia Reed")


@pytest.fixture
def application(newcomer, authority, lead):
    return ApplicationFactory(provider=newcomer, authority=authority, started_by=lead)


def complete(application):
    """Everything but sending it."""
    provider = application.provider
    for name, value in {
        "description": "Small groups outdoors.",
        "legal_name": "New Leaf Learning CIC",
        "phone": "01632 960111",
        "email": "hello@example.org",
    }.items():
        setattr(provider, name, value)
    provider.save()
    site = SiteFactory(provider=provider, street="1 Mill Lane", town="Elm", postcode="RM1 1AA")
    SiteContactFactory(site=site, provider=provider, role="dsl")
    OfferFactory(site=site)
    for line in default_requirements():
        DocumentFactory(provider=provider, key=line.key)
    for key in ("safeguarding", "not_a_school", "communication", "impact", "safe_place"):
        ApplicationAnswerFactory(application=application, question=key)
    for key in ("staffing", "equality"):
        ApplicationAnswerFactory(application=application, question=key)


def page(name, *args):
    return reverse(f"providers:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def test_application_add_starts_one_with_the_chosen_authority(web, lead, authority):
    response = web(lead).post(page("application_add"), {"authority": authority.pk})
    application = Application.objects.get()
    assert response.url == page("application_edit", application.pk)
    assert (application.authority, application.started_by_id) == (authority, lead.pk)


def test_application_add_offers_only_authorities_without_decision_or_application(
    web, lead, newcomer, authority, other_authority
):
    ApprovalFactory(provider=newcomer, authority=authority)
    assert "Elmshire" not in text(web(lead).get(page("application_add")))
    assert "Oakborough" in text(web(lead).get(page("application_add")))
    ApplicationFactory(provider=newcomer, authority=other_authority)
    answer = text(web(lead).get(page("application_add")))
    assert "There is no local authority to apply to" in answer


def test_application_add_asks_for_an_authority(web, lead, authority):
    response = web(lead).post(page("application_add"), {"authority": ""})
    assert response.context["form"].errors == {
        "authority": ["Select the local authority you apply to"]
    }


def test_application_edit_says_exactly_what_is_missing(web, lead, application):
    AgreementFactory(authority=application.authority, title="AP framework terms")
    response = web(lead).get(page("application_edit", application.pk))
    assert response.context["done"] == 0
    assert response.context["whole"] == 12
    missing = response.context["missing"]
    assert missing[:3] == [
        "About you (a description, the name of the legal body, a phone number, an email address)",
        "Sites and contacts (a site)",
        "What you offer (an offer)",
    ]
    assert "Public liability insurance: missing" in missing[3]
    assert missing[4] == "Safeguarding (your answer)"
    assert missing[-1].startswith("Agreement to terms (your acceptance of AP framework terms")


def test_application_edit_keeps_what_was_written_and_shows_progress(web, lead, application):
    client = web(lead)
    answer = page("application_answer", application.pk, "staffing")
    response = client.post(answer, {"answer": "Four of us."})
    assert response.url == page("application_edit", application.pk)
    again = web(lead).get(answer)
    assert "Four of us." in text(again)
    # The authority has published no terms, so that part is done too.
    assert "2 of 12 parts completed" in text(client.get(response.url))


def test_application_answer_unfinished_is_saved_and_still_missing(web, lead, application):
    web(lead).post(page("application_answer", application.pk, "staffing"), {"answer": " "})
    shown = web(lead).get(page("application_edit", application.pk))
    assert "Staffing (your answer)" in shown.context["missing"]


def test_application_answer_to_a_question_that_is_not_asked_leads_back(web, lead, application):
    response = web(lead).get(page("application_answer", application.pk, "no_such"))
    assert response.url == page("application_edit", application.pk)


@pytest.mark.capability("F029")
def test_application_from_the_first_answer_to_the_authoritys_list(
    web, lead, application, commissioner
):
    complete(application)
    client = web(lead)
    shown = client.get(page("application_edit", application.pk))
    assert (shown.context["missing"], shown.context["done"]) == ([], 12)
    check = page("application_check", application.pk)
    assert "The manager leads on it." in text(client.get(check))
    response = client.post(check, {"is_true": "on"})
    assert response.url == page("application_detail", application.pk)
    application.refresh_from_db()
    assert (application.state, application.sent_by_id) == (ApplicationState.SENT, lead.pk)
    assert Approval.objects.get(provider=application.provider).status == ApprovalStatus.APPLIED
    assert "Elmshire reads it now" in text(client.get(response.url))

    row = text(web(commissioner).get(page("application_list")))
    assert "New Leaf" in row
    assert "1 waiting for you" in row
    seen = text(web(commissioner).get(page("application_detail", application.pk)))
    assert "The manager leads on it." in seen
    assert "Sent by Nia Reed on 23 Nov 2026" in seen
    assert "Decide on approval" in seen


def test_application_check_refuses_a_half_finished_one_and_names_what_is_missing(
    web, lead, application
):
    check = page("application_check", application.pk)
    response = web(lead).post(check, {"is_true": "on"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()[0].startswith("This is not finished: About")
    assert "This cannot be sent yet." in text(response)
    assert not Approval.objects.filter(provider=application.provider).exists()


def test_application_check_wants_the_box_ticked(web, lead, application):
    complete(application)
    response = web(lead).post(page("application_check", application.pk), {"is_true": ""})
    assert response.context["form"].errors == {"is_true": ["Tick the box to say that it is true"]}


def test_application_that_is_sent_is_closed_to_writing(web, lead, newcomer, authority):
    application = ApplicationFactory(provider=newcomer, authority=authority, is_sent=True)
    for name in ("application_edit", "application_check"):
        assert web(lead).get(page(name, application.pk)).url == page(
            "application_detail", application.pk
        )
    answer = page("application_answer", application.pk, "staffing")
    assert web(lead).post(answer, {"answer": "x"}).status_code == 302
    assert application.answers.count() == 0


def test_application_after_a_question_is_answered_and_sent_again(
    web, lead, application, commissioner
):
    complete(application)
    Approval.objects.create(
        provider=application.provider, authority=application.authority, status="applied"
    )
    application.state, application.asked = ApplicationState.ASKED, "Who drives the minibus?"
    application.sent_at, application.sent_by = NOW, lead
    application.save()
    client = web(lead)
    assert "Who drives the minibus?" in text(client.get(page("application_edit", application.pk)))
    client.post(page("application_answer", application.pk, "staffing"), {"answer": "Sam does."})
    client.post(page("application_check", application.pk), {"is_true": "on"})
    application.refresh_from_db()
    assert application.state == ApplicationState.SENT
    assert "Sam does." in text(web(commissioner).get(page("application_detail", application.pk)))


def test_application_withdraw_asks_first(web, lead, application):
    withdraw = page("application_withdraw", application.pk)
    assert "you can apply again" in text(web(lead).get(withdraw))
    application.refresh_from_db()
    assert application.state == ApplicationState.STARTED
    assert web(lead).post(withdraw).url == page("application_list")
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN


def test_application_list_puts_the_longest_wait_first(web, authority, commissioner):
    for name, day, state in (
        ("Young", 20, "sent"),
        ("Old", 2, "sent"),
        ("Asked", 1, "asked"),
        ("Done", 1, "decided"),
    ):
        ApplicationFactory(
            provider=ProviderFactory(organisation__name=name),
            authority=authority,
            state=state,
            sent_at=dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC),
        )
    rows = web(commissioner).get(page("application_list")).context["rows"]
    assert [(str(row["application"].provider), row["days"]) for row in rows] == [
        ("Old", 21),
        ("Young", 3),
        ("Asked", None),
        ("Done", None),
    ]


def test_application_before_it_is_sent_is_the_providers_own(
    web, application, commissioner, stranger
):
    detail = page("application_detail", application.pk)
    assert web(commissioner).get(detail).status_code == 404
    assert web(stranger(Role.PROVIDER_LEAD)).get(detail).status_code == 404
    assert web(stranger(Role.COMMISSIONER)).get(detail).status_code == 404


def test_application_to_one_authority_is_not_shown_to_another(web, newcomer, authority, stranger):
    sent = ApplicationFactory(provider=newcomer, authority=authority, is_sent=True)
    detail = page("application_detail", sent.pk)
    assert web(stranger(Role.COMMISSIONER)).get(detail).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_application_list_asks_the_same_number_of_queries(
    web, authority, commissioner, number, django_assert_num_queries
):
    for _ in range(number):
        ApplicationFactory(authority=authority, is_sent=True)
    client = web(commissioner)
    with django_assert_num_queries(16):
        client.get(page("application_list"))
