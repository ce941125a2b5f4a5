"""base.html, the error pages and the components, without a browser."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory

from tests.design import kit

pytestmark = pytest.mark.urls("tests.design.urls")
COMPONENTS = Path(settings.BASE_DIR) / "templates" / "_components"
PAGE = '{% extends "base.html" %}{% block title %}Flags{% endblock %}'


def drawn(source, query="", **context):
    request = RequestFactory().get(f"/list/{query}")
    return engines["django"].from_string(source).render(context, request)


def include(name, **context):
    return drawn("{% include name with request=request %}", name=f"_components/{name}", **context)


def test_anonymous_visitor_gets_a_page_without_menu_or_account():
    html = drawn(PAGE)
    assert "<title>Flags – Alternative Provision Register</title>" in html
    assert "Skip to main content" in html
    assert "app-account" not in html
    assert "govuk-service-navigation" not in html


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_nothing_from_the_request(page):
    html = get_template(f"{page}.html").render()
    assert html.count("<h1") == 1
    assert '<a class="govuk-link" href="/">' in html


def test_refusal_gives_its_reason():
    html = get_template("403.html").render({"exception": "Only the <b> DSL may read this."})
    assert "Only the &lt;b&gt; DSL may read this." in html
    assert "Your role in this organisation" in get_template("403.html").render()


def test_footer_offers_what_every_page_must():
    html = drawn(PAGE)
    for words, address in (
        ("Accessibility statement", "/accessibility/"),
        ("Privacy", "/privacy/"),
    ):
        assert f'<a class="govuk-footer__link" href="{address}">{words}</a>' in html


def test_title_says_error_when_the_form_has_one():
    clean = drawn(PAGE, form=kit.Choice({"outcome": "plan"}))
    wrong = drawn(PAGE, form=kit.Choice({"outcome": "x"}))
    assert "<title>Flags –" in clean
    assert "There is a problem" not in clean
    assert "<title>Error: Flags –" in wrong
    assert wrong.count("There is a problem") == 1


def test_menu_marks_the_current_page_and_counts():
    html = kit.list_page()
    assert html.count('aria-current="true"') == 1
    assert '4<span class="govuk-visually-hidden"> open</span>' in html


def test_switching_lists_the_other_organisations_only():
    html = kit.list_page()
    assert '<form method="post" action="/switch/"' in html
    assert 'name="membership" value="2">Riverbank Academy' in html
    assert 'name="membership" value="1"' not in html
    assert '<form method="post" action="/sign-out/">' in html


def test_search_is_for_those_who_may():
    may, may_not = drawn(PAGE, may_search=True), drawn(PAGE)
    form = '<form class="app-search" role="search" aria-label="Whole register" method="get"'
    assert f'{form} action="/search/">' in may
    assert "app-search" not in may_not


def test_one_membership_offers_no_switch():
    only = SimpleNamespace(pk=1, organisation="Hillside", get_role_display="School lead")
    html = kit.draw("choice", form=kit.Choice(), memberships=[only])
    assert "Switch organisation" not in html
    assert "Sign out" in html


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (constants.SUCCESS, "success"),
        (constants.WARNING, "warning"),
        (constants.ERROR, "error"),
        (constants.INFO, "information"),
        (constants.DEBUG, "information"),
    ],
)
def test_messages_become_alerts(level, kind):
    html = drawn(PAGE, messages=[Message(level, "Saved <b>")])
    assert f'class="moj-alert moj-alert--{kind} app-alert" role="alert"' in html
    assert "Saved &lt;b&gt;" in html


def test_pages_carry_no_inline_script_or_style():
    for html in (kit.list_page(), kit.record_page(), kit.charts_page(), kit.register_page()):
        assert " style=" not in html
        assert "<style" not in html
        assert " onclick" not in html
        assert html.count("<script") == html.count("<script src=") + html.count(
            '<script type="module" src='
        )


def test_manifest_is_json_with_icons_that_are_there():
    manifest = json.loads(get_template("manifest.webmanifest").render())
    assert manifest["short_name"] == "AP register"
    for icon in manifest["icons"]:
        path = icon["src"].removeprefix(f"/{settings.STATIC_URL.strip('/')}/")
        assert (Path(settings.BASE_DIR) / "static" / path).is_file()


def test_every_component_says_what_it_takes():
    for path in COMPONENTS.rglob("*.html"):
        if not path.name.startswith("_"):
            assert path.read_text().startswith("{# "), path.name


def test_pagination_keeps_the_rest_of_the_query():
    page = Paginator(range(50), 10).page(3)
    html = drawn('{% include "_components/pagination.html" %}', "?need=a&need=b&page=3", page=page)
    assert 'href="?need=a&amp;need=b&amp;page=4"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pagination():
    page = Paginator(range(5), 10).page(1)
    assert drawn('{% include "_components/pagination.html" %}', page=page).strip() == ""


def test_task_list_tells_what_is_done():
    tasks = [
        {"title": "Pupil", "url": "/p/", "done": True},
        {"title": "Needs", "url": "/n/"},
        {"title": "Send"},
    ]
    html = include("task_list.html", tasks=tasks)
    assert html.count("Completed") == 1
    assert html.count('govuk-tag--blue">Incomplete') == 1
    assert html.count("Cannot start yet") == 1
    assert html.count("<a ") == 2


def test_filter_panel_keeps_the_order_of_the_list():
    html = drawn(
        '{% include "_components/filter_panel.html" %}', "?sort=-days", filters=kit.FilterForm()
    )
    assert '<input type="hidden" name="sort" value="-days">' in html
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.parametrize("name", ["summary_list", "timeline", "check_answers"])
def test_records_are_escaped(name):
    html = include(
        f"{name}.html",
        rows=[{"key": "<b>", "value": "<b>", "url": "/x/"}],
        events=[{"title": "<b>", "by": "<b>", "text": "<b>"}],
        sections=[{"title": "<b>", "rows": [{"key": "<b>", "value": "<b>"}]}],
    )
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
