import pytest

from placements.forms.fit import FitForm

DATE = {"starts_on_0": "7", "starts_on_1": "12", "starts_on_2": "2026"}


@pytest.mark.django_db
def test_postcode_becomes_a_place():
    form = FitForm({**DATE, "near": "rm1"})
    assert form.is_valid()
    assert form.cleaned_data["near"] == "RM1"
    assert form.origin == pytest.approx((51.58, 0.18), abs=0.05)


@pytest.mark.django_db
def test_unknown_postcode_is_said_beside_it():
    form = FitForm({**DATE, "near": "zz99"})
    assert form.errors == {"near": ["We do not know this postcode. Its first half is enough."]}


def test_nothing_but_the_date_is_required():
    assert FitForm(DATE).is_valid()
    assert set(FitForm({}).errors) == {"starts_on"}
