import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from placements.forms.pupil_section import (
    SECTIONS,
    SchoolForm,
    YearForm,
    la_choices,
    upn_or_refusal,
)
from tests.placements.views.conftest import date_boxes

TODAY = dt.date(2026, 11, 23)


def test_la_choices_are_in_the_order_of_names():
    (blank, *rest) = la_choices("None")
    assert blank == ("", "None")
    assert [name for _, name in rest] == sorted(name for _, name in rest)
    assert ("311", "Havering") in rest


def test_upn_or_refusal():
    assert upn_or_refusal(" d31199992600a ") == "D31199992600A"
    assert upn_or_refusal("  ") == ""
    with pytest.raises(ValidationError, match="13 characters"):
        upn_or_refusal("A1")


@pytest.mark.parametrize("form", SECTIONS.values())
def test_no_section_changes_the_record_itself(pupil, form):
    given = {"forename": "Other", "sen_provision": "K", "nc_year": "9", "is_looked_after": "on"}
    form(given, instance=pupil, today=TODAY).is_valid()
    assert (pupil.forename, pupil.sen_provision, pupil.is_looked_after) == ("Ada", "N", False)


def test_year_form_shows_the_year_that_is_set(pupil):
    assert "nc_year" not in YearForm(instance=pupil, today=TODAY).initial
    pupil.nc_year_offset = -1
    assert YearForm(instance=pupil, today=TODAY).initial["nc_year"] == 9


def test_year_form_keeps_the_distance_from_the_age(pupil):
    form = YearForm({"nc_year": "11", "nc_year_reason": "Ahead"}, instance=pupil, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data == {"nc_year_offset": 1, "nc_year_reason": "Ahead"}


def test_school_form_of_a_school_offers_no_school_and_no_roll_without_one(school_lead):
    given = {"roll": "none", **date_boxes("since", "2026-11-02")}
    form = SchoolForm(given, user=school_lead)
    assert "school" not in form.fields
    assert list(form.errors) == ["roll"]
