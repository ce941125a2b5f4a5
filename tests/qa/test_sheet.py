import datetime as dt

import pytest

from qa.choices import Outcome
from qa.sheet import sheet_of
from tests.factories.qa import (
    FrameworkFactory,
    JudgementFactory,
    StandardFactory,
    VisitFactory,
)


@pytest.fixture
def framework(db):
    framework = FrameworkFactory()
    for position, (number, area) in enumerate([("1", "Safe"), ("2", "Safe"), ("3", "Learning")]):
        StandardFactory(framework=framework, number=number, area=area, position=position)
    return framework


def judge(visit, **outcomes):
    for number, outcome in outcomes.items():
        standard = visit.framework.standards.get(number=number.removeprefix("s"))
        JudgementFactory(visit=visit, standard=standard, outcome=outcome)


def test_sheet_lays_the_standards_out_area_by_area(framework, officer):
    sheet = sheet_of(VisitFactory(framework=framework), officer)
    assert [(area.name, [x.standard.number for x in area.lines]) for area in sheet.areas] == [
        ("Safe", ["1", "2"]),
        ("Learning", ["3"]),
    ]


def test_sheet_puts_the_previous_visit_beside_this_one(framework, officer):
    before = VisitFactory(framework=framework, visited_on=dt.date(2025, 10, 1), is_published=True)
    judge(before, s1=Outcome.NOT_YET_MET, s2=Outcome.MET)
    visit = VisitFactory(framework=framework, provider=before.provider)
    judge(visit, s1=Outcome.MET)
    sheet = sheet_of(visit, officer)
    assert sheet.previous == before
    found = [
        (
            line.standard.number,
            line.judgement.outcome if line.judgement else None,
            line.previous.outcome if line.previous else None,
        )
        for line in sheet.lines
    ]
    assert found == [("1", "met", "not_yet_met"), ("2", None, "met"), ("3", None, None)]


def test_sheet_says_what_is_missing_and_counts_the_rest(framework, officer):
    visit = VisitFactory(framework=framework)
    judge(visit, s1=Outcome.MET, s2="")
    sheet = sheet_of(visit, officer)
    assert [standard.number for standard in sheet.missing] == ["2", "3"]
    assert sheet.counts == [(Outcome.MET, 1)]


def test_sheet_says_whether_wording_is_unconfirmed(framework, officer):
    visit = VisitFactory(framework=framework)
    assert sheet_of(visit, officer).has_unconfirmed is True
    framework.standards.update(is_confirmed=True)
    assert sheet_of(visit, officer).has_unconfirmed is False
