"""Off-list use: declared by a school, reviewed at a desk, and the school told how it ended."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.refusal import NotAllowed
from apcommission.notify.models import Message
from providers import actions
from providers.actions.off_list import review_due
from providers.models import OffListDeclaration, Provider
from tests.factories.flags import ThresholdFactory
from tests.factories.providers import OffListDeclarationFactory, ProviderFactory
from tests.factories.terms import half_terms_of

TODAY = dt.date(2026, 11, 23)
LIST = "/providers/off-list/"
DECLARE = "/providers/off-list/declare/"
ANSWERS = {
    "provider_name": "Dockside Boxing",
    "address": "3 Quay Road, Elmtown",
    "phone": "01632 960123",
    "reason": "No approved provider had a place this week.",
    "pupils": "2",
    "hours_a_week": "7.5",
    "used_from_0": "16",
    "used_from_1": "11",
    "used_from_2": "2026",
    "checks_made": "Insurance seen by the deputy head.",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def declaration(school, school_lead):
    return OffListDeclarationFactory(school=school, declared_by=school_lead)


def text(response):
    return " ".join(response.content.decode().split())


def page_of(declaration, step=""):
    return f"/providers/off-list/{declaration.pk}/{step}"


@pytest.mark.capability("F064")
def test_use_is_declared_reviewed_and_settled(web, school_lead, commissioner, authority):
    half_terms_of(authority)
    theirs, ours = web(school_lead), web(commissioner)
    assert "Declare off-list use" in text(theirs.get(LIST))
    done = text(theirs.post(DECLARE, ANSWERS, follow=True))
    assert "Your declaration is sent. The local authority reviews it." in done
    assert "Under desk-top review" in done
    declared = OffListDeclaration.objects.get()
    assert (declared.school, declared.authority) == (school_lead.organisation, authority)
    assert (declared.pupils, str(declared.hours_a_week)) == (2, "7.5")
    assert (declared.used_from, declared.declared_by_id) == (
        dt.date(2026, 11, 16),
        school_lead.pk,
    )
    # Ten school days after Monday 23 November.
    assert declared.review_due_on == dt.date(2026, 12, 7)

    assert "Dockside Boxing" in text(ours.get(LIST))
    page = text(ours.get(page_of(declared)))
    assert "2 pupils, up to 7.5 hours a week, from 16 Nov 2026" in page
    assert "Insurance seen by the deputy head." in page
    ours.post(page_of(declared, "link/"), {"how": "add", "type": "non_school"})
    declared.refresh_from_db()
    assert (declared.provider.name, declared.provider.phone) == (
        "Dockside Boxing",
        "01632 960123",
    )
    ours.post(
        page_of(declared, "settle/"), {"outcome": "stop", "note": "No vetting could be shown."}
    )
    declared.refresh_from_db()
    assert (declared.outcome, declared.settled_on, declared.settled_by_id) == (
        "stop",
        TODAY,
        commissioner.pk,
    )
    page = text(theirs.get(page_of(declared)))
    assert "Outcome: use must stop" in page
    assert "No vetting could be shown." in page
    message = Message.objects.get()
    assert (message.to, message.subject) == (
        school_lead.email,
        "Dockside Boxing: use must stop",
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"provider_name": ""}, "Enter the name of the provider"),
        ({"pupils": "0"}, "Number of pupils must be between 1 and 500"),
        ({"hours_a_week": "70"}, "Hours a week must be more than 0 and at most 40"),
        ({"used_from_1": "13"}, "First day must be a real date"),
    ],
)
def test_declaration_keeps_what_was_typed_on_an_error(web, school_lead, given, words):
    page = text(web(school_lead).post(DECLARE, {**ANSWERS, **given}))
    assert words in page
    assert "No approved provider had a place this week." in page
    assert OffListDeclaration.objects.count() == 0


def test_review_is_due_after_the_authoritys_own_number_of_school_days(school, authority):
    assert review_due(school, TODAY) == dt.date(2026, 12, 7)  # no half terms known: weeks
    half_terms_of(authority)
    ThresholdFactory(authority=authority, rule="off_list_in_use", name="review_days", value="20")
    # Over the holiday, which does not count.
    assert review_due(school, TODAY) == dt.date(2027, 1, 4)


def test_linking_to_a_provider_of_the_register(web, commissioner, declaration, provider):
    client = web(commissioner)
    page = text(client.post(page_of(declaration, "link/"), {"how": "link", "type": "non_school"}))
    assert "Select the provider" in page
    answers = {"how": "link", "provider": provider.pk, "type": "non_school"}
    done = text(client.post(page_of(declaration, "link/"), answers, follow=True))
    assert "The declaration is linked to Bridge Farm." in done
    declaration.refresh_from_db()
    assert declaration.provider == provider


def test_adding_a_second_of_the_same_name_is_refused(web, commissioner, declaration):
    ProviderFactory(organisation__name="Dockside Boxing")
    answers = {"how": "add", "type": "non_school"}
    page = text(web(commissioner).post(page_of(declaration, "link/"), answers))
    assert "There is already a provider called Dockside Boxing." in page
    assert Provider.objects.count() == 1


def test_settling_needs_an_outcome_and_a_note(web, officer, declaration):
    client = web(officer)
    page = text(client.post(page_of(declaration, "settle/"), {"note": "Kept words"}))
    assert "Select how the review ended" in page
    assert "Kept words" in page
    for outcome, note in (("", "Why"), ("stop", " ")):
        with pytest.raises(NotAllowed):
            actions.settle_declaration(
                by=officer, declaration=declaration, outcome=outcome, note=note
            )
    declaration.refresh_from_db()
    assert declaration.is_open


def test_overdue_review_says_so(web, officer, declaration):
    declaration.review_due_on = dt.date(2026, 11, 20)
    declaration.save()
    assert "Overdue" in text(web(officer).get(LIST))


def test_declarations_are_the_schools_and_its_authoritys(
    web, declaration, school_lead, officer, stranger
):
    for role in (Role.SCHOOL_LEAD, Role.COMMISSIONER):
        user = stranger(role)
        assert web(user).get(page_of(declaration)).status_code == 404
        assert "Dockside" not in text(web(user).get(LIST))
        with database_scope(user.membership):
            assert OffListDeclaration.objects.count() == 0
    for user in (school_lead, officer):
        assert web(user).get(page_of(declaration)).status_code == 200
    assert OffListDeclaration.objects.visible_to(stranger(Role.PROVIDER_LEAD)).count() == 0


def test_a_school_does_not_settle_its_own(web, school_lead, declaration):
    answers = {"outcome": "accepted", "note": "Fine"}
    assert web(school_lead).post(page_of(declaration, "settle/"), answers).status_code == 403
    with (
        database_scope(school_lead.membership),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        OffListDeclaration.objects.update(outcome="accepted")


def test_list_asks_as_much_for_three_declarations_as_for_one(web, commissioner, declaration):
    client = web(commissioner)
    client.get(LIST)
    before = queries(client)
    for outcome in ("", "stop"):
        OffListDeclarationFactory(
            school=declaration.school, outcome=outcome, settled_on=TODAY, provider_name="Another"
        )
    # The settled ones have a table, and a page of it, of their own.
    assert queries(client) <= before + 1


def queries(client):
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    return len(asked)
