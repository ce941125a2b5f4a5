from apcommission.reports.choices import ReportStatus
from apcommission.reports.rules import TRANSITIONS, can_move


def test_transitions_name_every_status():
    assert set(TRANSITIONS) == set(ReportStatus)


def test_a_withdrawn_report_stays_withdrawn():
    assert [status for status in ReportStatus if can_move(ReportStatus.WITHDRAWN, status)] == []
