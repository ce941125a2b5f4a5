"""Judgements about reports. Nothing here reads the database or the clock."""

from apcommission.reports.choices import ReportStatus

TRANSITIONS = {
    ReportStatus.DRAFT: {ReportStatus.PUBLISHED},
    ReportStatus.PUBLISHED: {ReportStatus.WITHDRAWN},
    ReportStatus.WITHDRAWN: set(),
}


def can_move(old, new):
    return new in TRANSITIONS[old]
