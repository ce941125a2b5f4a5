import pytest
from django import forms

from apcommission.design.fields import MoneyField
from apcommission.design.forms import ServiceForm
from apcommission.design.wording import lower_first, own_messages, required_message


def messages(field, value):
    """What the form says when this field is sent with this value."""
    form = type("Form", (ServiceForm,), {"it": field})({"it": value})
    form.full_clean()
    return list(form.errors.get("it", []))


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (forms.CharField(label="Start date"), "Enter the start date"),
        (forms.CharField(label="UPN"), "Enter the UPN"),
        (forms.CharField(label="Your name"), "Enter your name"),
        (forms.ChoiceField(label="Provider"), "Select the provider"),
        (forms.MultipleChoiceField(label="Days"), "Select the days"),
        (forms.CharField(label="What was decided?"), "Answer “What was decided?”"),
        (forms.BooleanField(label="I agree"), "Tick the box to confirm: I agree"),
        (forms.FileField(label="Risk assessment"), "Choose a file: risk assessment"),
    ],
)
def test_required_message_names_the_thing(field, message):
    assert required_message(field) == message


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (forms.CharField(label="Note", max_length=3), "four", "Note must be 3 characters or fewer"),
        (forms.IntegerField(label="Places", min_value=1), "0", "Places must be 1 or more"),
        (forms.IntegerField(label="Places", max_value=5), "6", "Places must be 5 or less"),
        (forms.IntegerField(label="Places"), "x", "Places must be a whole number"),
        (forms.DecimalField(label="Hours"), "x", "Hours must be a number"),
        (forms.ChoiceField(label="Year"), "9", "Select an option from the list"),
        (
            forms.EmailField(label="Email"),
            "x",
            "Enter an email address in the correct format, like name@example.com",
        ),
        (MoneyField(label="Cost"), "x", "Enter an amount in pounds, like 85 or 85.50"),
        (
            forms.CharField(label="90% note", max_length=3),
            "four",
            "90% note must be 3 characters or fewer",
        ),
    ],
)
def test_messages_of_django_are_replaced(field, value, message):
    assert messages(field, value) == [message]


def test_messages_a_form_gives_itself_stay():
    field = forms.CharField(
        label="Note", max_length=3, error_messages={"required": "Say why", "max_length": "Shorter"}
    )
    assert messages(field, "") == ["Say why"]
    assert messages(field, "four") == ["Shorter"]


def test_own_messages_leaves_out_what_django_came_with():
    assert own_messages(forms.ChoiceField(error_messages={"required": "Pick one"})) == {
        "required": "Pick one"
    }


@pytest.mark.parametrize(
    ("text", "lowered"),
    [("Start date", "start date"), ("SEN need", "SEN need"), ("", ""), ("A level", "A level")],
)
def test_lower_first(text, lowered):
    assert lower_first(text) == lowered
