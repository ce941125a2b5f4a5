import datetime

from apcommission.design.widgets import AffixInput, DateInput


def test_date_is_taken_apart():
    assert DateInput().decompress(datetime.date(2026, 11, 3)) == [3, 11, 2026]
    assert DateInput().decompress(None) == [None, None, None]


def test_label_of_a_date_leads_to_its_first_box():
    assert DateInput().id_for_label("id_start") == "id_start_0"
    assert DateInput().id_for_label("") == ""


def test_three_boxes_are_read_from_what_was_sent():
    sent = {"start_0": "3", "start_1": "11", "start_2": "2026"}
    assert DateInput().value_from_datadict(sent, {}, "start") == ["3", "11", "2026"]


def test_affix_keeps_its_words():
    widget = AffixInput({"class": "x"}, prefix="£", suffix="a day")
    assert (widget.prefix, widget.suffix, widget.attrs) == ("£", "a day", {"class": "x"})
