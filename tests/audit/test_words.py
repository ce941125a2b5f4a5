"""History in plain words."""

import pytest

from apcommission.audit import words
from apcommission.audit.models import Event
from placements.models import Placement


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("placement_ended", "Placement ended"),
        ("invitation_accepted", "Invitation accepted"),
        ("unnamed", "Changed outside the register's pages"),
        ("", "Changed outside the register's pages"),
    ],
)
def test_action_words(action, said):
    assert words.action_words(action) == said


def test_record_words_are_those_of_the_model():
    assert words.record_words("placements_placement") == "placement"
    assert words.record_words("placements_timetableslot") == "timetable slot"
    assert words.record_words("old_thing_list") == "thing list"


def test_model_of_is_by_table():
    assert words.model_of("placements_placement") is Placement
    assert words.model_of("nothing") is None


def test_column_words_are_the_fields_own():
    assert words.column_words("placements_placement", "starts_on") == "Starts on"
    assert words.column_words("placements_placement", "school_id") == "School"
    assert words.column_words("accounts_membership", "is_dsl") == "Designated safeguarding lead"
    assert words.column_words("placements_placement", "gone_since") == "Gone since"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("role", "school_lead", "School lead"),
        ("role", "retired_role", "retired_role"),
        ("is_dsl", True, "Yes"),
        ("is_dsl", False, "No"),
        ("ended_at", None, "–"),
        ("role", "", "–"),
        ("id", 0, "0"),
        ("role", "x" * 300, "x" * 200 + "…"),
    ],
)
def test_value_words(column, value, said):
    assert words.value_words("accounts_membership", column, value) == said


def test_changes_of_an_update_are_before_and_after():
    event = Event(
        table_name="accounts_membership",
        before={"role": "school_lead", "is_dsl": False},
        after={"role": "school_attendance", "is_dsl": False, "id": 3},
    )
    assert words.changes(event) == [
        {"column": "Role", "before": "School lead", "after": "Attendance officer"}
    ]


def test_changes_of_an_insert_have_no_before():
    event = Event(table_name="accounts_membership", before=None, after={"role": "school_lead"})
    assert words.changes(event) == [{"column": "Role", "before": "–", "after": "School lead"}]


@pytest.mark.parametrize(
    ("route", "said"),
    [("placements:pupil_detail", "Pupil detail"), ("home", "Home"), ("", "Unknown page")],
)
def test_route_words(route, said):
    assert words.route_words(route) == said


def test_value_words_of_a_list_or_a_table_count_their_entries():
    assert words.value_words("flags_flag", "numbers", {"hours": 22, "pupils": 5}) == "2 entries"
    assert words.value_words("providers_offer", "half_days", ["1am", "1pm", "2am"]) == "3 entries"
    assert words.value_words("flags_flag", "numbers", {}) == "–"
