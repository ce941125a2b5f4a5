import datetime as dt

import pytest

from providers.choices import Grade
from providers.models import Provider
from qa.forms import (
    LONGEST_NOTE,
    ActionAddForm,
    ActionCloseForm,
    VisitAddForm,
    VisitProviderForm,
    VisitRecordForm,
    VisitReturnForm,
    VisitSignOffForm,
)
from qa.models import Framework
from qa.sheet import sheet_of
from tests.factories.providers import SiteFactory
from tests.factories.qa import (
    FrameworkFactory,
    JudgementFactory,
    StandardFactory,
    VisitFactory,
    national_standards,
)

TODAY = dt.date(2026, 11, 23)


def date(name, day, month, year):
    return {f"{name}_0": str(day), f"{name}_1": str(month), f"{name}_2": str(year)}


def test_visit_provider_form_takes_a_provider_of_the_list(provider):
    providers = Provider.objects.all()
    assert VisitProviderForm({"provider": provider.pk}, providers=providers).is_valid()
    wrong = VisitProviderForm({"provider": "0"}, providers=providers)
    assert wrong.errors["provider"] == ["Select an option from the list"]


def visit_form(provider, data=None):
    frameworks = Framework.objects.usable_by(None).on(TODAY)
    return VisitAddForm(data, provider=provider, frameworks=frameworks, today=TODAY)


def test_visit_add_form_begins_with_today_and_the_newest_standards(provider):
    national = national_standards()
    newer = FrameworkFactory(in_force_from=dt.date(2026, 9, 1))
    FrameworkFactory(in_force_from=dt.date(2027, 9, 1))
    form = visit_form(provider)
    assert (form["visited_on"].value(), form["framework"].value()) == (TODAY, newer.pk)
    assert list(form.fields["framework"].queryset) == [newer, national]


def test_visit_add_form_offers_the_open_sites_of_the_provider(provider):
    site = SiteFactory(provider=provider)
    SiteFactory(provider=provider, is_active=False)
    SiteFactory()
    assert list(visit_form(provider).fields["site"].queryset) == [site]


def test_visit_add_form_refuses_a_visit_to_come(provider):
    answers = {"kind": "full", "framework": national_standards().pk}
    form = visit_form(provider, {**answers, **date("visited_on", 24, 11, 2026)})
    assert form.errors["visited_on"] == ["Date of the visit must be today or in the past"]
    assert visit_form(provider, {**answers, **date("visited_on", 23, 11, 2026)}).is_valid()


@pytest.fixture
def visit(provider):
    framework = FrameworkFactory()
    for number, area in (("1", "Safe"), ("2", "Safe"), ("3", "Learning")):
        StandardFactory(framework=framework, number=number, area=area, position=int(number))
    return VisitFactory(provider=provider, framework=framework, summary="So far so good")


def test_visit_record_form_begins_with_the_draft(visit):
    first = visit.framework.standards.first()
    JudgementFactory(visit=visit, standard=first, outcome="met", evidence="Seen")
    form = VisitRecordForm(sheet=sheet_of(visit))
    blocks = list(form.blocks())
    assert [(area.name, len(lines)) for area, lines in blocks] == [("Safe", 2), ("Learning", 1)]
    line, outcome, evidence = blocks[0][1][0]
    assert (outcome.value(), evidence.value(), line.standard) == ("met", "Seen", first)
    assert form["summary"].value() == "So far so good"


def test_visit_record_form_gives_what_has_been_answered_now_or_before(visit):
    first, second, third = visit.framework.standards.all()
    JudgementFactory(visit=visit, standard=first, outcome="met", evidence="Seen")
    form = VisitRecordForm({f"evidence_{second.pk}": "Ask", "summary": ""}, sheet=sheet_of(visit))
    assert form.is_valid()
    assert form.judgements() == {first.pk: ("", ""), second.pk: ("", "Ask")}
    assert third.pk not in form.judgements()


def test_visit_record_form_refuses_a_strange_outcome_and_an_endless_note(visit):
    first = visit.framework.standards.first()
    form = VisitRecordForm(
        {f"outcome_{first.pk}": "splendid", "summary": "x" * (LONGEST_NOTE + 1)},
        sheet=sheet_of(visit),
    )
    assert form.errors == {
        f"outcome_{first.pk}": ["Select an option from the list"],
        "summary": ["Summary of the visit must be 4000 characters or fewer"],
    }


def test_visit_sign_off_form_may_leave_the_date_to_the_grade():
    form = VisitSignOffForm({"grade": "strong"})
    assert form.is_valid()
    assert form.cleaned_data == {"grade": Grade.STRONG, "next_due_on": None}


def test_visit_sign_off_form_says_when_each_grade_is_visited_again():
    question = VisitSignOffForm().get_layout()[0]
    assert question.options["hints"] == {
        "strong": "Next visit after 12 months",
        "sound": "Next visit after 12 months",
        "developing": "Next visit after 6 months",
        "concern": "Next visit after 1 month",
    }


def test_visit_return_form_needs_words():
    assert VisitReturnForm({"reason": " "}).is_valid() is False
    assert VisitReturnForm({"reason": "Say more"}).is_valid() is True


def test_action_forms():
    due = date("due_on", 1, 12, 2026)
    assert ActionAddForm({"title": "Mend the fence", **due}).is_valid() is True
    missing = ActionAddForm(due)
    assert missing.errors["title"] == ["Answer “What must be put right?”"]
    assert ActionCloseForm(date("closed_on", 31, 2, 2026)).errors["closed_on"] == [
        "Date must be a real date"
    ]
