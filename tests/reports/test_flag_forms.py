from apcommission.reports.flag_forms import FlagAcknowledgeForm


def test_note_is_needed_and_short():
    assert FlagAcknowledgeForm({"note": "Phoned the site"}).is_valid()
    assert list(FlagAcknowledgeForm({"note": ""}).errors) == ["note"]
    assert list(FlagAcknowledgeForm({"note": "x" * 301}).errors) == ["note"]
