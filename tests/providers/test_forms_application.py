import pytest

from apcommission.accounts.models import Organisation
from providers.forms.application import (
    ApplicationAddForm,
    ApplicationAnswerForm,
    ApplicationCheckForm,
    ApplicationWithdrawForm,
)
from providers.questions import MOST_CHARACTERS

pytestmark = pytest.mark.django_db


def test_application_add_form_takes_only_an_authority_that_is_open(authority, other_authority):
    open_to = Organisation.objects.filter(pk=authority.pk)
    assert ApplicationAddForm({"authority": authority.pk}, authorities=open_to).is_valid()
    other = ApplicationAddForm({"authority": other_authority.pk}, authorities=open_to)
    assert list(other.errors) == ["authority"]


def test_application_answer_form_saves_an_empty_answer_and_limits_a_long_one():
    assert ApplicationAnswerForm({"answer": ""}).is_valid()
    form = ApplicationAnswerForm({"answer": "x" * (MOST_CHARACTERS + 1)})
    assert form.errors == {"answer": ["Your answer must be 4000 characters or fewer"]}


def test_application_check_form_wants_the_declaration():
    form = ApplicationCheckForm({"is_true": ""})
    assert form.errors == {"is_true": ["Tick the box to say that it is true"]}


def test_application_withdraw_form_is_a_red_button():
    assert ApplicationWithdrawForm({}).is_valid()
    assert ApplicationWithdrawForm.warning
