import datetime

from django import forms
from django.contrib.sessions.models import Session
from django.core.validators import MinValueValidator
from django.template import engines

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Question


class EndForm(ServiceForm):
    submit = "End the placement"
    warning = True

    ended_on = forms.DateField(
        label="When did it end?",
        help_text="Like 27 3 2027",
        validators=[MinValueValidator(datetime.date(2026, 9, 1))],
        error_messages={"required": "Enter the day it ended", "min_value": "Too early"},
    )
    note = forms.CharField(required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def get_layout(self):
        return [Question("ended_on", size="m"), "note"]


def drawn(form):
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return template.render({"form": form})


def sent(day="1", month="9", year="2026"):
    return EndForm({"ended_on_0": day, "ended_on_1": month, "ended_on_2": year, "key": "k"})


def test_dates_of_django_get_three_boxes_and_keep_what_they_had():
    field = EndForm().fields["ended_on"]
    assert type(field) is DateField
    assert (field.label, field.help_text) == ("When did it end?", "Like 27 3 2027")
    assert sent().is_valid()
    assert sent().data["ended_on_0"] == "1"
    assert sent("31", "8").errors == {"ended_on": ["Too early"]}
    assert sent("", "", "").errors == {"ended_on": ["Enter the day it ended"]}


def test_cleaned_date_is_a_date():
    form = sent()
    form.full_clean()
    assert form.cleaned_data["ended_on"] == datetime.date(2026, 9, 1)


def test_initial_date_fills_the_boxes():
    form = EndForm(initial={"ended_on": datetime.date(2026, 11, 3)})
    html = drawn(form)
    assert 'name="ended_on_0" type="text" inputmode="numeric" autocomplete="off" value="3"' in html
    assert 'value="2026"' in html


def test_one_form_does_not_change_the_next():
    EndForm().fields["ended_on"].label = "Other"
    assert EndForm().fields["ended_on"].label == "When did it end?"
    assert type(EndForm.base_fields["ended_on"]) is forms.DateField


def test_button_link_and_hidden_fields_are_drawn():
    html = drawn(EndForm(cancel_url="/back/"))
    assert 'class="govuk-button govuk-button--warning"' in html
    assert ">End the placement</button>" in html
    assert '<a class="govuk-link" href="/back/">Cancel</a>' in html
    assert '<input type="hidden" name="key" id="id_key">' in html


def test_without_a_layout_the_fields_follow_each_other():
    class Plain(ServiceForm):
        first = forms.CharField()
        second = forms.CharField()

    html = drawn(Plain())
    assert html.index('name="first"') < html.index('name="second"')
    assert "Cancel" not in html


def test_the_server_checks_not_the_browser():
    assert "required" not in drawn(EndForm()).replace("required_css", "")


def test_model_forms_have_the_same_manners():
    class SessionForm(ServiceModelForm):
        class Meta:
            model = Session
            fields = ["session_key"]

    form = SessionForm({"session_key": ""}, cancel_url="/x/")
    assert form.errors == {"session_key": ["Enter the session key"]}
