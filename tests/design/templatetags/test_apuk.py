"""The form pack, held against golden files in tests/design/golden.

They follow the markup of GOV.UK Frontend's own examples. To change one on purpose, delete it and
run the test twice: the first run writes it and fails.
"""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.forms import formset_factory
from django.template import engines

from apcommission.design.forms import ServiceForm
from apcommission.design.templatetags.apuk import error_items, kind, options, target
from tests.design import kit

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
XSS = "<img src=x onerror=alert(1)>"


class Lines(HTMLParser):
    """HTML as one tag or text a line, attributes in order of their names."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def handle_starttag(self, tag, attrs):
        written = "".join(f' {name}="{value or ""}"' for name, value in sorted(attrs))
        self.lines.append(f"<{tag}{written}>")

    def handle_endtag(self, tag):
        self.lines.append(f"</{tag}>")

    def handle_data(self, data):
        if data.strip():
            self.lines.append(" ".join(data.split()))


def lines(html):
    parser = Lines()
    parser.feed(html)
    return "\n".join(parser.lines) + "\n"


def drawn(source, **context):
    template = engines["django"].from_string("{% load apuk crispy_forms_tags %}" + source)
    return template.render(context)


@pytest.mark.parametrize("name", list(kit.ReferralForm.base_fields))
@pytest.mark.parametrize("state", ["clean", "wrong"])
def test_each_kind_of_question_is_drawn_as_agreed(name, state):
    form = kit.ReferralForm() if state == "clean" else kit.sent_wrong()
    html = lines(drawn("{% question field %}", field=form[name]))
    golden = GOLDEN / f"{name}_{state}.html"
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(html)
        pytest.fail(f"{golden.name} was not there and has been written: look at it.")
    assert html == golden.read_text()


def test_every_golden_file_belongs_to_a_question():
    names = {
        f"{name}_{state}" for name in kit.ReferralForm.base_fields for state in ("clean", "wrong")
    }
    assert {path.stem for path in GOLDEN.glob("*.html")} == names


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(label=XSS, help_text=XSS),
        forms.CharField(label=XSS, widget=forms.Textarea, initial=XSS),
        forms.ChoiceField(label=XSS, choices=[(XSS, XSS)]),
        forms.ChoiceField(label=XSS, choices=[(XSS, XSS)], widget=forms.RadioSelect),
        forms.MultipleChoiceField(choices=[(XSS, XSS)], widget=forms.CheckboxSelectMultiple),
        forms.BooleanField(label=XSS),
        forms.DateField(label=XSS),
        forms.FileField(label=XSS),
        forms.CharField(label=XSS, widget=forms.PasswordInput),
    ],
)
@pytest.mark.parametrize("sent", [None, {"it": XSS, "it_0": XSS, "it_1": XSS}])
def test_no_label_hint_choice_value_or_error_is_run_as_html(field, sent):
    form = type("Form", (ServiceForm,), {"it": field})(sent)
    if sent:
        form.add_error("it", XSS)
    source = "{% question form.it hints=hints prefix=xss suffix=xss %}{% error_summary form %}"
    html = drawn(source, form=form, hints={XSS: XSS}, xss=XSS)
    assert "<img" not in html
    assert "onerror=alert(1)&gt;" in html


def test_heading_is_the_h1_of_the_page_inside_the_legend():
    html = lines(drawn("{% question form.outcome heading=True %}", form=kit.Choice()))
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--l">\n<h1' in html


def test_heading_of_a_text_question_wraps_its_label():
    html = lines(drawn('{% question form.name heading=True size="xl" %}', form=kit.ReferralForm()))
    assert '<h1 class="govuk-label-wrapper">\n<label class="govuk-label govuk-label--xl"' in html


@pytest.mark.parametrize("name", ["name", "sen"])
def test_hidden_label_is_still_there(name):
    form = kit.ReferralForm()
    html = drawn("{% question f show_label=False %}", f=form[name])
    assert "govuk-visually-hidden" in html
    assert str(form[name].label).replace("'", "&#x27;") in html


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("name", "input"), ("year", "select"), ("start", "date"), ("sen", "radios"),
        ("days", "checkboxes"), ("cost", "affix"), ("reason", "textarea"), ("agree", "checkbox"),
        ("evidence", "file-upload"), ("password", "password"),
    ],
)  # fmt: skip
def test_kind(name, shown):
    assert kind(kit.ReferralForm()[name]) == shown


@pytest.mark.parametrize(
    ("sent", "box"),
    [
        ({"start_0": "1", "start_1": "1"}, "id_start_2"),
        ({"start_0": "1", "start_2": "2027"}, "id_start_1"),
        ({"start_0": "31", "start_1": "2", "start_2": "2027"}, "id_start_0"),
        ({}, "id_start_0"),
        ({"start_0": "1", "start_1": "1", "start_2": "2027"}, "id_start_0"),
    ],
)
def test_date_error_leads_to_the_first_wrong_box(sent, box):
    assert target(kit.ReferralForm(sent)["start"]) == box


def test_error_that_a_form_adds_to_a_date_marks_all_of_it():
    form = kit.ReferralForm({"start_0": "1", "start_1": "1", "start_2": "2027"})
    form.add_error("start", "Start date must be in the future")
    html = drawn("{% question form.start %}", form=form)
    assert html.count("govuk-input--error") == 3


def test_empty_choice_of_a_model_field_is_no_radio():
    choices = [("", "---------"), ("a", "A")]
    field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    form = type("Form", (ServiceForm,), {"it": field})()
    assert [option["label"] for option in options(form["it"])] == ["A"]
    assert target(form["it"]) == "id_it_1"


def test_errors_of_the_whole_form_come_first_and_lead_to_the_first_question():
    form = kit.Choice({"outcome": "plan"})
    form.add_error(None, "These two cannot both be")
    form.add_error("outcome", "Choose another")
    assert error_items(form) == [
        ("id_outcome_0", "These two cannot both be"),
        ("id_outcome_0", "Choose another"),
    ]


def test_error_of_a_hidden_field_is_shown_too():
    fields = {"key": forms.CharField(widget=forms.HiddenInput), "note": forms.CharField()}
    form = type("Form", (ServiceForm,), fields)({"note": "x"})
    assert error_items(form) == [("id_note", "Enter the key")]


@pytest.mark.parametrize("form", [None, "", kit.Choice(), kit.Choice({"outcome": "plan"})])
def test_no_error_no_summary(form):
    assert drawn("{% error_summary form nothing %}", form=form).strip() == ""


def test_summary_of_a_formset_names_each_form():
    sent = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-outcome": "x",
        "form-1-outcome": "",
    }
    formset = formset_factory(kit.Choice, extra=0)(sent)
    html = drawn("{% error_summary nothing formset %}{% crispy formset %}", formset=formset)
    assert 'href="#id_form-0-outcome_0"' in html
    assert html.count("There is a problem") == 1
    assert 'name="form-TOTAL_FORMS"' in html


def test_whole_form_sends_files_and_leaves_checking_to_the_server():
    html = drawn("{% crispy form %}", form=kit.ReferralForm(cancel_url="/back/"), csrf_token="t")
    assert 'method="post" enctype="multipart/form-data" novalidate>' in html
    assert html.count('name="csrfmiddlewaretoken"') == 1
    assert '<a class="govuk-link" href="/back/">Cancel</a>' in html
    assert "required" not in html


def test_get_form_has_no_token():
    class Search(ServiceForm):
        method = "get"
        words = forms.CharField()

    html = drawn("{% crispy form %}", form=Search(), csrf_token="t")
    assert 'method="get" novalidate>' in html
    assert "csrfmiddlewaretoken" not in html


def test_count_is_described_after_hint_and_error():
    field = forms.CharField(widget=forms.Textarea, max_length=9, help_text="Short")
    form = type("Form", (ServiceForm,), {"it": field})({"it": "0123456789"})
    html = drawn("{% question form.it %}", form=form)
    assert 'aria-describedby="id_it_helptext id_it_error id_it-info"' in html
    assert 'data-maxlength="9"' in html


@pytest.mark.parametrize(
    ("option", "css"),
    [("width=5", "govuk-input--width-5"), ('width="one-half"', "govuk-!-width-one-half")],
)
def test_width(option, css):
    html = drawn("{% question form.name " + option + " %}", form=kit.ReferralForm())
    assert f'class="govuk-input {css}"' in html


def test_filters_of_crispy_draw_the_same_questions():
    form = kit.Choice()
    assert drawn("{{ form|crispy }}", form=form).count("govuk-radios__item") == 3
    assert drawn("{{ form.outcome|as_crispy_field }}", form=form).count("govuk-radios__item") == 3
