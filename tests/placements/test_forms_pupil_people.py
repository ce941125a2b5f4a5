import datetime as dt

import pytest

from placements.forms.pupil_people import AddressForm, ContactForm, MedicalForm, SafeguardingForm
from tests.placements.views.conftest import date_boxes

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("form", [SafeguardingForm, MedicalForm])
def test_dsl_forms_may_be_empty(form):
    assert form({}, today=TODAY).is_valid()


def test_address_form_writes_the_postcode_as_it_is_written():
    form = AddressForm({"postcode": "rm1 3bb", **date_boxes("since", "2026-01-05")}, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data == {
        "lines": "",
        "town": "",
        "postcode": "RM1 3BB",
        "since": dt.date(2026, 1, 5),
    }


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"phone": "1"}, []),
        ({"email": "jo@demo.example"}, []),
        ({}, ["phone"]),
        ({"email": "nobody"}, ["email", "phone"]),
    ],
)
def test_contact_form_wants_a_way_to_reach_them(given, wrong):
    form = ContactForm({"name": "Jo", "relation": "mother", "order": "1"} | given, today=TODAY)
    assert list(form.errors) == wrong
