"""What is going on in the demo today: a story for each role, added to the ordinary year."""

import datetime as dt

from apcommission.demo.calendar import school_days_before
from apcommission.demo.catalogue import begin
from apcommission.demo.clock import london
from apcommission.demo.plan import PlannedPlacement, first_monday, monday
from apcommission.reports import actions as reports
from apcommission.reports.choices import ForumPurpose
from placements.choices import Basis, Reason
from qa import actions as qa

# Four days of both sessions: 22 hours a week from first start to last finish.
FOUR_DAYS = [(day, session) for day in (1, 2, 3, 4) for session in ("am", "pm")]
THREE_DAYS = [(day, session) for day in (2, 3, 4) for session in ("am", "pm")]


def _child(today, forename, surname, **facts):
    """A planned placement of somebody in a story; what is not said is ordinary."""
    usual = {
        "la": "311",
        "school": 0,
        "provider": "riverside",
        "sex": "M",
        "date_of_birth": today.replace(year=today.year - 14, day=min(today.day, 28))
        - dt.timedelta(days=90),
        "has_plan": False,
        "is_looked_after": False,
        "is_child_protection": False,
        "has_free_meals": True,
        "basis": Basis.OFF_SITE_DIRECTION,
        "reason": Reason.BEHAVIOUR,
        "on_roll": True,
        "starts_on": first_monday(today - dt.timedelta(weeks=9)),
        "planned_end_on": today + dt.timedelta(weeks=12),
        "ended_on": None,
        "half_days": FOUR_DAYS,
        "attends": 0.95,
        "story": "told",
    }
    return PlannedPlacement(forename=forename, surname=surname, **{**usual, **facts})


def children(today):
    """The children of the stories, as planned placements.

    Riverside Motor Project, no registered school, has four full-time pupils from two Havering
    schools; last Monday a Bromley school's pupil became the fifth, and nobody but the register
    could know. Bower Farm will cross when an agreed pupil with an EHC plan starts.
    """
    week = dt.timedelta(weeks=1)
    this_monday = monday(today)
    return [
        _child(today, "Reece", "Walker", school=0),
        _child(today, "Tyler", "Marsh", school=0),
        _child(today, "Kai", "Bennett", school=1),
        _child(today, "Jayden", "Cole", school=1),
        _child(today, "Luca", "Fenn", la="305", school=0, starts_on=this_monday - week),
        _child(
            today,
            "Maisie",
            "Lock",
            sex="F",
            provider="bowerfarm",
            has_plan=True,
            school=2,
            starts_on=this_monday + 2 * week,
            story="agreed",
            reason=Reason.SEN,
        ),
        _child(
            today,
            "Naomi",
            "Reid",
            sex="F",
            provider="riverside",
            school=0,
            is_looked_after=True,
            is_child_protection=True,
            half_days=THREE_DAYS[:2] + [(1, "am"), (5, "am")],
            attends=0.2,
            reason=Reason.NON_ATTENDANCE,
        ),
        _child(
            today,
            "Harvey",
            "Stone",
            school=1,
            starts_on=this_monday + week,
            half_days=THREE_DAYS,
            story="unanswered",
        ),
    ]


def raphael_children(today):
    """Three live placements at the provider that was suspended last week."""
    return [
        _child(today, name, family, provider="raphael", school=number, half_days=THREE_DAYS[:4])
        for number, (name, family) in enumerate(
            [("Oscar", "Lane"), ("Eli", "Hart"), ("Jude", "Fox")]
        )
    ]


def missing_registers(today):
    """Registers nobody takes: The Forge forgot the last afternoon before today, and Sound House
    this morning."""
    before = school_days_before(today, 1)[0]
    return frozenset({("riverside", before, "pm"), ("forge", before, "pm"), ("sound", today, "am")})


def happen(story, cast, today):
    """Acts that are no placement's: visits under way, the Forum's papers."""
    last_week = school_days_before(today, 4)[0]
    story.at(london(last_week, "16:00"), _visit_waits, cast, last_week)
    paper = school_days_before(today, 3)[0]
    story.at(london(paper, "15:00"), _forum_paper, cast, paper)
    story.at(london(school_days_before(today, 1)[0], "15:30"), _forum_draft, cast, today)


def _visit_waits(story, cast, visited_on):
    """An officer has submitted a visit; the commissioner has not signed it off."""
    officer = cast.officer("311")
    visit = begin(story, cast, officer, "riverside", "311", visited_on)
    story.do(officer, qa.submit_visit, visit=visit)


def _forum_paper(story, cast, as_at):
    commissioner = cast.commissioner("311")
    report = story.do(
        commissioner,
        reports.draft_forum_report,
        authority=cast.authorities["311"],
        title="Alternative provision in Havering: autumn update",
        purpose=ForumPurpose.INFORMATION,
        recommendation="That the Forum notes the use, cost and quality of alternative provision.",
        as_at=as_at,
    )
    story.do(commissioner, reports.publish_forum_report, report=report)


def _forum_draft(story, cast, today):
    story.do(
        cast.commissioner("311"),
        reports.draft_forum_report,
        authority=cast.authorities["311"],
        title="Places to commission next year",
        purpose=ForumPurpose.CONSULTATION,
        recommendation="That the Forum gives its view on the number of places proposed.",
        as_at=today - dt.timedelta(days=1),
    )
