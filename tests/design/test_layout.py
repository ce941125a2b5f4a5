import pytest
from django.template import engines

from apcommission.design.layout import (
    Buttons,
    Cancel,
    Fieldset,
    Paragraph,
    Question,
    Subheading,
    Submit,
)
from tests.design import kit

CODE = "{% now 'Y' %}{{ secret }}<b>"
ESCAPED = "{% now &#x27;Y&#x27; %}{{ secret }}&lt;b&gt;"


def drawn(*parts):
    class Form(kit.Choice):
        def get_layout(self):
            return parts

    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return template.render({"form": Form(), "secret": "leaked"})


@pytest.mark.parametrize(
    "part",
    [
        Fieldset(CODE, "outcome"),
        Fieldset("Legend", "outcome", hint=CODE),
        Submit(CODE),
        Submit("Send", name="do", value=CODE),
        Cancel("/x/", CODE),
        Paragraph(CODE),
        Subheading(CODE),
    ],
    ids=lambda part: type(part).__name__,
)
def test_words_are_words_and_never_run(part):
    html = drawn(part)
    assert ESCAPED in html
    assert "leaked" not in html


def test_fieldset_can_be_the_heading_of_the_page():
    html = drawn(Fieldset("Timetable", "outcome", heading=True, size="xl"))
    assert '<h1 class="govuk-fieldset__heading">Timetable</h1>' in html
    assert "govuk-fieldset__legend--xl" in html


def test_options_of_one_question_do_not_reach_the_next():
    class Form(kit.ReferralForm):
        def get_layout(self):
            return [Question("sen", inline=True), "days"]

    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    html = template.render({"form": Form()})
    assert "govuk-radios--inline" in html
    assert "govuk-checkboxes--inline" not in html


@pytest.mark.parametrize(
    ("button", "tag"),
    [
        (Submit("Save"), '<button type="submit" class="govuk-button"'),
        (
            Submit("Drop", name="do", value="drop", kind="warning"),
            ' name="do" value="drop" class="govuk-button govuk-button--warning"',
        ),
    ],
)
def test_buttons(button, tag):
    assert tag in drawn(Buttons(button, Cancel("/x/")))


def test_buttons_send_once():
    assert 'data-prevent-double-click="true"' in drawn(Submit("Save"))


def test_inset_paragraph():
    assert '<p class="govuk-inset-text">Mind</p>' in drawn(Paragraph("Mind", inset=True))
