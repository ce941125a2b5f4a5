import datetime as dt

import pytest

from placements.actions import differing
from placements.forms.merge import PupilMergeForm, label_of
from placements.models import PupilProfile
from tests.factories.placements import PupilFactory


@pytest.fixture
def twin(school):
    return PupilFactory(
        school=school, forename="Addie", surname="Marsh", sen_provision="K", ehc_la_code="305"
    )


def merge_form(first, second, data=None):
    return PupilMergeForm(data, first=first, second=second, differing=differing(first, second))


def test_merge_form_asks_only_where_the_two_differ(pupil, twin):
    form = merge_form(pupil, twin)
    assert list(form.fields) == ["keep", "take_forename", "take_sen_provision", "reason"]
    assert form.fields["take_sen_provision"].choices == [
        ("first", "No special educational need"),
        ("second", "SEN support"),
    ]


@pytest.mark.parametrize(
    ("keep", "taken"), [("first", ["sen_provision"]), ("second", ["forename"])]
)
def test_merge_form_says_what_is_taken_from_the_merged_record(pupil, twin, keep, taken):
    answers = {"take_forename": "first", "take_sen_provision": "second", "reason": "One family."}
    form = merge_form(pupil, twin, answers | {"keep": keep})
    assert form.is_valid()
    pair = (pupil, twin) if keep == "first" else (twin, pupil)
    assert form.choice() == (*pair, taken)


def test_merge_form_takes_what_only_the_second_knows_by_default(pupil, twin):
    twin.middle_names = "Rose"
    form = merge_form(pupil, twin)
    assert form.fields["take_middle_names"].initial == "second"
    assert form.fields["take_forename"].initial == "first"


@pytest.mark.parametrize(
    ("name", "label"),
    [("school", "School"), ("home_la_code", "Home LA"), ("uln", "ULN"), ("upn", "UPN")],
)
def test_label_of(name, label):
    assert label_of(name) == label


def test_merge_form_says_values_in_words(pupil, twin, authority):
    twin.date_of_birth, twin.nc_year_offset = dt.date(2012, 5, 4), -1
    PupilProfile.objects.create(pupil=twin, authority=authority, first_language="POL")
    fields = merge_form(pupil, twin).fields
    said = {
        name: [words for _, words in field.choices] for name, field in list(fields.items())[1:-1]
    }
    assert said["take_date_of_birth"] == ["1 March 2012", "4 May 2012"]
    assert said["take_first_language"] == ["Not given", "Polish"]
    assert said["take_nc_year_offset"] == ["0", "-1"]
