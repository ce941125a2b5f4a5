"""Each planned child is added, referred, taken, taught, reviewed and, for some, seen back to
school: the acts of one placement, each told when it was due."""

import datetime as dt
from random import Random

from django.utils import timezone

from apcommission.demo import records
from apcommission.demo.clock import london
from placements import actions
from placements.choices import (
    Basis,
    EndReason,
    ObjectiveArea,
    ReviewOutcome,
)

PLAN = {
    "strengths": "Practical and funny; works hard with adults who know the day's plan.",
    "needs": "Finds large classes hard and leaves when unsure what comes next.",
    "strategies": "Meet at the door. One task at a time. A quiet place agreed beforehand.",
    "pupil_view": "I like it when we make something and I can take it home.",
    "parent_view": "Mornings have been calmer since we agreed this.",
}
NOTES = "Settled well. Attendance discussed with home; the objectives stay as they are."
LA_ARRANGED = (Basis.PERMANENT_EXCLUSION, Basis.MEDICAL, Basis.EHC_PLAN, Basis.NO_SCHOOL_PLACE)


class Child:
    """One planned placement and what has become of it so far."""

    def __init__(self, cast, planned, number):
        self.cast, self.planned, self.number = cast, planned, number
        self.random = Random(f"{planned.story}{number}")
        self.placement = None
        self.held = 0

    @property
    def school(self):
        if not self.planned.on_roll:
            return None
        planned = self.planned
        return self.cast.school_for(planned.la, planned.phase, planned.school)

    @property
    def commissioner(self):
        """Who runs the placement: the LA's officer where the LA arranges it, else the school."""
        if self.school is None or self.planned.basis in LA_ARRANGED:
            return self.cast.officer(self.planned.la)
        return self.cast.lead_of(self.school)

    def begin(self, story):
        """Put the first act in the story; each act puts the next."""
        asked = self.planned.starts_on - dt.timedelta(days=12)
        story.at(london(asked, "14:20"), self.ask)

    def ask(self, story):
        self.add_pupil(story)
        self.placement = story.do(self.commissioner, actions.request_placement, **self.request())
        if self.planned.story != "unanswered":
            answered = self.planned.starts_on - dt.timedelta(days=7)
            story.at(london(answered, "10:45"), self.accept)

    def request(self):
        provider, site = (
            self.cast.providers[self.planned.provider],
            self.cast.sites[self.planned.provider],
        )
        return {
            "pupil": self.pupil,
            "provider": provider,
            "basis": self.planned.basis,
            "reason": self.planned.reason,
            "activity": self.cast.activity(self.planned.provider),
            "starts_on": self.planned.starts_on,
            "planned_end_on": self.planned.planned_end_on,
            "slots": [
                actions.SlotInput(site, weekday, session, *site.times(session))
                for weekday, session in self.planned.half_days
            ],
            "plan": {**PLAN, "objectives": self.objectives()},
            "weekly_price_pence": self.cast.weekly_price(
                self.planned.provider, len(self.planned.half_days)
            ),
        }

    def objectives(self):
        due = min(self.planned.starts_on + dt.timedelta(weeks=12), self.planned.planned_end_on)
        return [
            {
                "area": ObjectiveArea.ATTENDANCE,
                "text": "Come to every planned session",
                "baseline": f"{self.random.randint(35, 70)}% at school last term",
                "target": "90% of planned sessions",
                "due_on": due,
            },
            {
                "area": ObjectiveArea.BEHAVIOUR,
                "text": "Ask for a break in words",
                "baseline": "Leaves the room most days",
                "target": "Uses the agreed card four times in five",
                "due_on": due,
            },
        ]

    def add_pupil(self, story):
        planned = self.planned
        facts = records.pupil_facts(self)
        self.pupil = story.do(
            self.commissioner,
            actions.add_pupil,
            authority=self.cast.authorities[planned.la],
            school=self.school,
            is_another_child=True,
            apart_reason="Looked up: another family.",
            **facts,
        )
        records.fill(story, self)

    def accept(self, story):
        lead = self.cast.provider_lead(self.planned.provider)
        story.do(
            lead, actions.accept_placement, placement=self.placement, note="Welcome visit set."
        )
        story.at(london(self.planned.starts_on, "09:15"), self.start)

    def start(self, story):
        story.do(
            self.commissioner,
            actions.start_placement,
            placement=self.placement,
            on=self.planned.starts_on,
        )
        self.plan_review(story)
        if self.planned.ended_on:
            story.at(london(self.planned.ended_on, "16:30"), self.end)

    def plan_review(self, story):
        """The next review is held some days before it is due, but for a few that are forgotten."""
        due = self.placement.review_due_on
        if due is None or self.number % 13 == 3:
            return
        held = max(
            due - dt.timedelta(days=self.random.randint(1, 9)),
            timezone.localdate() + dt.timedelta(days=1),
        )
        story.at(london(held, "13:30"), self.review)

    def review(self, story):
        today = timezone.localdate()
        if self.planned.ended_on and self.planned.ended_on <= today:
            return
        story.do(
            self.commissioner,
            actions.hold_review,
            placement=self.placement,
            held_on=today,
            attendees="Home school, provider, parent",
            notes=NOTES,
            outcome=ReviewOutcome.CONTINUE,
            next_due_on=self.cast.next_review(today),
        )
        self.held += 1
        self.placement.refresh_from_db()
        self.plan_review(story)

    def end(self, story):
        reason = self.random.choice(
            [EndReason.REINTEGRATED] * 3 + [EndReason.COMPLETED] * 4 + [EndReason.BROKE_DOWN]
        )
        story.do(
            self.commissioner,
            actions.end_placement,
            placement=self.placement,
            ended_on=self.planned.ended_on,
            reason=reason,
            note="Exit meeting held with school and home.",
        )
