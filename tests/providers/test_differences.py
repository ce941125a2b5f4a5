import pytest

from providers.choices import ChangeKind, ChangeState
from providers.differences import LABELS, NOT_GIVEN, Difference, differences, name_subjects, words
from providers.forms.offer import OfferForm
from providers.forms.provider import OwnEntryForm
from providers.forms.site import SiteForm
from providers.models import Provider
from providers.models.plain_facts import MODELS
from tests.factories.providers import EntryChangeFactory, OfferFactory, SiteFactory

PROVIDER, SITE, OFFER = ChangeKind.PROVIDER, ChangeKind.SITE, ChangeKind.OFFER


@pytest.mark.parametrize(
    ("kind", "form", "instead"),
    [
        (PROVIDER, OwnEntryForm, {"subcontracting_declared_on"}),
        (SITE, SiteForm, set()),
        (OFFER, OfferForm, {"price_pence"}),
    ],
)
def test_every_answer_of_a_form_has_its_words(kind, form, instead):
    asked = set(form.base_fields) - {"declares", "price"}
    assert set(LABELS[kind]) == asked | instead


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"),
    [
        (PROVIDER, "phone", "", NOT_GIVEN),
        (PROVIDER, "subcontracting_declared_on", "2026-11-23", "23 Nov 2026"),
        (SITE, "kind", "satellite", "Satellite site"),
        (SITE, "half_days", ["1am", "1pm", "3am"], "Monday, Wednesday morning"),
        (SITE, "am_starts_at", "09:05:00", "09:05"),
        (SITE, "is_active", False, "No"),
        (SITE, "capacity", 12, "12"),
        (OFFER, "price_pence", 4550, "£45.50"),
        (OFFER, "price_unit", "hour_alone", "an hour, 1:1"),
        (OFFER, "needs", ["autism", "semh"], "Autism, Social, emotional and mental health"),
        (OFFER, "group_size", None, NOT_GIVEN),
    ],
)
def test_words_of_a_plain_value(kind, name, value, said):
    assert name in {field.name for field in MODELS[kind]._meta.fields}
    assert words(kind, name, value) == said


def test_words_of_a_site_are_its_name(site):
    assert words(OFFER, "site", site.pk) == "Main yard"
    assert words(OFFER, "site", 999_999) == NOT_GIVEN


def test_differences_of_a_waiting_change_are_against_what_stands_now(provider):
    Provider.objects.update(phone="2", email="new@farm.example")
    change = EntryChangeFactory(
        provider=Provider.objects.get(),
        proposed={"email": "next@farm.example", "phone": "3"},
        stood={"phone": "1", "email": "new@farm.example"},
    )
    assert differences(change) == [
        Difference("Phone number", "2", "3", stood="1"),
        Difference("Email address", "new@farm.example", "next@farm.example"),
    ]


def test_differences_of_a_decided_change_stay_as_they_were(provider):
    Provider.objects.update(phone="9")
    change = EntryChangeFactory(
        provider=provider, proposed={"phone": "3"}, stood={"phone": "1"}, state=ChangeState.ACCEPTED
    )
    assert differences(change) == [Difference("Phone number", "1", "3")]


def test_differences_of_an_addition_have_nothing_that_stands(provider):
    change = EntryChangeFactory(
        provider=provider, kind=SITE, proposed={"capacity": 5, "name": "Barn"}, stood={}
    )
    assert differences(change) == [
        Difference("Name of the site", "", "Barn"),
        Difference("Most pupils in a half-day", "", "5"),
    ]


def test_name_subjects_costs_two_queries(provider, django_assert_num_queries):
    site = SiteFactory(provider=provider, name="Yard")
    offer = OfferFactory(site=site, title="Farm skills")
    facts = [
        (PROVIDER, None, {"phone": "3"}),
        (SITE, site.pk, {"capacity": 5}),
        (OFFER, offer.pk, {"places": 3, "title": "Skills"}),
        (OFFER, None, {"title": "Art"}),
        (SITE, 999_999, {"capacity": 5}),
    ]
    changes = [
        EntryChangeFactory(provider=provider, kind=kind, subject_id=pk, proposed=proposed)
        for kind, pk, proposed in facts
    ]
    with django_assert_num_queries(2):
        named = name_subjects(changes)
    assert [(change.about, change.fields) for change in named] == [
        ("The entry", ["Phone number"]),
        ("Site: Yard", ["Most pupils in a half-day"]),
        ("Offer: Farm skills", ["Name of the offer", "Places in a half-day"]),
        ("New offer: Art", ["Name of the offer"]),
        ("Site: –", ["Most pupils in a half-day"]),
    ]
