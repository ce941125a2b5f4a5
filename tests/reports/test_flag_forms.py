from apcommission.flags.rules import Setting
from apcommission.reports.flag_forms import FlagAcknowledgeForm, ThresholdSetForm


def test_note_is_needed_and_short():
    assert FlagAcknowledgeForm({"note": "Phoned the site"}).is_valid()
    assert list(FlagAcknowledgeForm({"note": ""}).errors) == ["note"]
    assert list(FlagAcknowledgeForm({"note": "x" * 301}).errors) == ["note"]


def test_value_is_judged_by_its_setting():
    setting = Setting("cut_off", "Morning cut-off", "10:00", "time")
    day = {"in_force_from_0": "23", "in_force_from_1": "11", "in_force_from_2": "2026"}
    good = ThresholdSetForm({"value": " 09:45 ", "reason": "Early bus", **day}, setting=setting)
    assert good.is_valid()
    assert good.cleaned_data["value"] == "09:45"
    assert good.fields["value"].label == "Morning cut-off"
    bad = ThresholdSetForm({"value": "late", "reason": "x", **day}, setting=setting)
    assert bad.errors == {"value": ["Morning cut-off must be a time of day."]}
