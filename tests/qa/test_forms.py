import datetime as dt

import pytest

from providers.choices import Grade
from providers.models import Provider
from qa.forms.action import ActionAddForm, ActionCloseForm
from qa.forms.framework import StandardForm
from qa.forms.recording import LONGEST_NOTE, BlockForm, VisitRecordForm
from qa.forms.visit import (
    VisitAddForm,
    VisitProviderForm,
    VisitReturnForm,
    VisitSignOffForm,
    VisitSubmitForm,
)
from qa.models import Framework
from qa.people import colleagues_who_visit
from qa.rules import MONTHS_TO_NEXT_VISIT
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


def visit_form(provider, user, data=None, is_school=False):
    return VisitAddForm(
        data,
        provider=provider,
        frameworks=Framework.objects.usable_by(None).on(TODAY),
        colleagues=colleagues_who_visit(user),
        is_school=is_school,
        today=TODAY,
    )


def test_visit_add_form_begins_with_today_and_the_newest_standards(provider, officer):
    national = national_standards()
    newer = FrameworkFactory(in_force_from=dt.date(2026, 9, 1))
    FrameworkFactory(in_force_from=dt.date(2027, 9, 1))
    form = visit_form(provider, officer)
    assert (form["visited_on"].value(), form["framework"].value()) == (TODAY, newer.pk)
    assert list(form.fields["framework"].queryset) == [newer, national]


def test_visit_add_form_offers_the_open_sites_of_the_provider(provider, officer):
    site = SiteFactory(provider=provider)
    SiteFactory(provider=provider, is_active=False)
    SiteFactory()
    assert list(visit_form(provider, officer).fields["site"].queryset) == [site]


def test_visit_add_form_takes_a_visit_to_come(provider, officer):
    answers = {"kind": "full", "framework": national_standards().pk}
    coming = {**answers, "starts_at": "9:30", **date("visited_on", 24, 11, 2026)}
    form = visit_form(provider, officer, coming)
    assert form.is_valid()
    assert (form.cleaned_data["visited_on"], form.cleaned_data["starts_at"]) == (
        dt.date(2026, 11, 24),
        dt.time(9, 30),
    )


def test_visit_add_form_asks_which_other_la_made_the_visit(provider, officer):
    answers = {"framework": national_standards().pk, **date("visited_on", 23, 11, 2026)}
    nobody = visit_form(provider, officer, {**answers, "kind": "other_authority"})
    assert nobody.errors["made_by"] == ["Enter the name of the LA that made the visit"]
    ours = visit_form(provider, officer, {**answers, "kind": "full", "made_by": "Northtown"})
    assert ours.errors["made_by"] == ["Leave this empty unless another LA made the visit"]
    theirs = {**answers, "kind": "other_authority", "made_by": "Northtown"}
    assert visit_form(provider, officer, theirs).is_valid()


def test_visit_add_form_of_a_school_is_always_its_own_visit(provider, school_lead):
    answers = {"framework": national_standards().pk, **date("visited_on", 23, 11, 2026)}
    form = visit_form(provider, school_lead, answers, is_school=True)
    assert form.is_valid()
    assert form.cleaned_data["kind"] == "school"
    assert "made_by" not in form.fields


@pytest.fixture
def visit(provider, officer):
    framework = FrameworkFactory()
    for number, area in (("1", "Safe"), ("2", "Safe"), ("3", "Learning")):
        StandardFactory(framework=framework, number=number, area=area, position=int(number))
    return VisitFactory(provider=provider, framework=framework, summary="So far so good")


def test_visit_record_form_begins_with_the_draft(visit, officer):
    first = visit.framework.standards.first()
    JudgementFactory(visit=visit, standard=first, outcome="met", evidence="Seen")
    form = VisitRecordForm(sheet=sheet_of(visit, officer))
    blocks = list(form.blocks())
    assert [(area.name, len(lines)) for area, lines in blocks] == [("Safe", 2), ("Learning", 1)]
    line, outcome, (evidence, confidential) = blocks[0][1][0]
    assert (outcome.value(), evidence.value(), line.standard) == ("met", "Seen", first)
    assert confidential.value() == ""
    assert form["summary"].value() == "So far so good"


def test_visit_record_form_gives_what_has_been_answered_now_or_before(visit, officer):
    first, second, third = visit.framework.standards.all()
    JudgementFactory(visit=visit, standard=first, outcome="met", evidence="Seen")
    form = VisitRecordForm(
        {f"evidence_{second.pk}": "Ask", "summary": ""}, sheet=sheet_of(visit, officer)
    )
    assert form.is_valid()
    assert form.judgements() == {first.pk: ("", ""), second.pk: ("", "Ask")}
    assert third.pk not in form.judgements()


def test_visit_record_form_refuses_a_strange_outcome_and_an_endless_note(visit, officer):
    first = visit.framework.standards.first()
    form = VisitRecordForm(
        {f"outcome_{first.pk}": "splendid", "summary": "x" * (LONGEST_NOTE + 1)},
        sheet=sheet_of(visit, officer),
    )
    assert form.errors == {
        f"outcome_{first.pk}": ["Select an option from the list"],
        "summary": ["Summary of the visit must be 4000 characters or fewer"],
    }


def test_visit_sign_off_form_may_leave_the_date_to_the_grade():
    form = VisitSignOffForm({"grade": "strong"}, months=MONTHS_TO_NEXT_VISIT)
    assert form.is_valid()
    assert form.cleaned_data == {"grade": Grade.STRONG, "next_due_on": None}


def test_visit_sign_off_form_says_when_each_grade_is_visited_again():
    question = VisitSignOffForm(months=MONTHS_TO_NEXT_VISIT).get_layout()[0]
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


def test_visit_record_form_offers_the_words_of_the_scale(visit, officer):
    visit.framework.scale = "two"
    first = visit.framework.standards.first()
    field = VisitRecordForm(sheet=sheet_of(visit, officer)).fields[f"outcome_{first.pk}"]
    assert field.choices == [("met", "Met"), ("not_yet_met", "Not yet met")]


def test_visit_record_form_gives_what_is_not_for_schools(visit, officer):
    first = visit.framework.standards.first()
    form = VisitRecordForm(
        {f"confidential_{first.pk}": "Two staff unchecked", "summary": ""},
        sheet=sheet_of(visit, officer),
    )
    assert form.is_valid()
    assert form.confidential() == {first.pk: "Two staff unchecked"}


def test_visit_submit_form_needs_the_last_day_to_reply():
    assert VisitSubmitForm({}).errors["reply_by"] == ["Answer “Until when may the provider reply?”"]
    assert VisitSubmitForm(date("reply_by", 3, 12, 2026)).is_valid() is True


def test_block_form_keeps_to_the_length_of_a_note():
    block = {"standard": 1, "outcome": "met", "evidence": "x" * LONGEST_NOTE}
    assert BlockForm(block).is_valid() is True
    assert BlockForm({**block, "evidence": "x" * (LONGEST_NOTE + 1)}).is_valid() is False
    assert BlockForm({**block, "outcome": "splendid"}).is_valid() is False


def test_standard_form_needs_its_number_area_and_words():
    assert set(StandardForm({}).errors) == {"number", "area", "summary"}
    words = {"number": "2.3", "area": "Safety", "summary": "Doors lock"}
    assert StandardForm(words).is_valid() is True
