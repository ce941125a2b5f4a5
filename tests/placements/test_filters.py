import datetime as dt

import pytest
from django.http import QueryDict

from placements.filters import PlacementFilter, PupilFilter
from placements.models import Placement, Pupil

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def placements():
    def filtered(user, query=""):
        queryset = Placement.objects.visible_to(user)
        return PlacementFilter(QueryDict(query), queryset=queryset, user=user, today=TODAY)

    return filtered


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("commissioner", ["name", "status", "provider", "school", "overdue"]),
        ("school_lead", ["name", "status", "provider", "overdue"]),
        ("provider_lead", ["name", "status", "overdue"]),
    ],
)
def test_only_the_filters_that_make_sense(request, placements, who, fields):
    assert list(placements(request.getfixturevalue(who)).form.fields) == fields


def test_choices_are_those_in_scope(placements, school_lead, provider, commissioner, school):
    form = placements(school_lead).form
    assert list(form.fields["provider"].queryset) == [provider]
    assert list(placements(commissioner).form.fields["school"].queryset) == [school]


def test_is_asked(placements, commissioner):
    assert not placements(commissioner).is_asked
    assert not placements(commissioner, "sort=-pupil").is_asked
    assert placements(commissioner, "status=ended").is_asked


def test_nonsense_filters_nothing(placements, commissioner, placement):
    query = "status=flying&provider=x&school=-1&sort=;drop"
    assert list(placements(commissioner, query).qs) == [placement]


def test_an_ended_placement_is_found_when_asked_for(placements, school_lead, placement):
    placement.status, placement.ended_on = "ended", TODAY
    placement.save()
    assert list(placements(school_lead).qs) == []
    assert list(placements(school_lead, "status=ended").qs) == [placement]


def test_pupils_of_a_provider_and_of_a_school_have_different_filters(provider_lead, school_lead):
    def fields(user):
        queryset = Pupil.objects.visible_to(user)
        return list(PupilFilter(None, queryset=queryset, user=user, today=TODAY).form.fields)

    assert fields(provider_lead) == ["name", "past"]
    assert fields(school_lead) == ["name", "placed"]
