"""The demo's quality assurance beside the first visits: standards of one's own, a year before the
national ones, self-assessments, replies, actions answered and overdue, and visits shared."""

import datetime as dt
from functools import partial

from django.utils import timezone

from apcommission.accounts.scope import database_scope
from apcommission.demo.calendar import (
    school_day_on_or_before,
    school_days_before,
)
from apcommission.demo.catalogue import begin
from apcommission.demo.clock import london
from qa import actions as qa
from qa.choices import VisitKind
from qa.models import Framework, Visit

HAVERING, BROMLEY = "311", "305"
OWN_NAME = "Havering annual review"
VISITED_THEN = ("bowerfarm", "riverside", "hornchurch")


def happen(story, cast, today):
    """Everything, each at its moment."""
    first = school_day_on_or_before(today - dt.timedelta(days=536))
    story.at(london(first, "09:40"), _own_standards, cast)
    then = school_day_on_or_before(today - dt.timedelta(days=488))
    for key in VISITED_THEN:
        story.at(london(then, "15:10"), _visit_then, cast, key, then)
    days = school_days_before(today, 30)
    story.at(london(days[0], "10:10"), _self_assessment, cast, "spark")
    story.at(london(days[2], "14:40"), _school_visit, cast, "bowerfarm", days[2])
    story.at(london(days[6], "15:20"), _safeguarding_audit, cast, "spark", days[6])
    story.at(london(days[10], "11:30"), _reply, cast, "spark")
    story.at(london(days[12], "16:20"), _sign_off, cast, "spark")
    story.at(london(days[14], "09:30"), _answer, cast, "spark")
    story.at(london(days[18], "10:50"), _accept, cast, "bowerfarm")
    story.at(london(days[24], "11:10"), _arrange, cast, "olivetree", today)


def _own_standards(story, cast):
    """Copied from the example, put in force, and retired once the national ones were there."""
    commissioner, authority = cast.commissioner(HAVERING), cast.authorities[HAVERING]
    with database_scope(commissioner.membership):
        example = Framework.objects.get(name__startswith="Annual review")
    day = timezone.localdate()
    own = story.do(
        commissioner, qa.copy_framework, authority=authority, framework=example, name=OWN_NAME
    )
    story.do(commissioner, qa.put_in_force, framework=own, in_force_from=day, today=day)
    last = max(dt.date(2025, 9, 1), day + dt.timedelta(days=120))
    story.do(commissioner, qa.retire_framework, framework=own, retired_on=last, today=day)


def _visit_then(story, cast, key, visited_on):
    """A visit of the first year, on the standards of its day."""
    officer, authority = cast.officer(HAVERING), cast.authorities[HAVERING]
    with database_scope(officer.membership):
        framework = Framework.objects.get(name=OWN_NAME)
        standards = list(framework.standards.all())
    visit = story.do(
        officer,
        qa.begin_visit,
        authority=authority,
        provider=cast.providers[key],
        framework=framework,
        kind=VisitKind.FULL,
        visited_on=visited_on,
        site=cast.sites[key],
    )
    judgements = {each.pk: ("met", "Seen on the day.") for each in standards}
    judgements[standards[-1].pk] = ("partly_met", "Two leavers were not followed up.")
    story.do(
        officer,
        qa.save_judgements,
        visit=visit,
        judgements=judgements,
        summary="A first full review. Work is practical and pupils attend well.",
    )
    story.do(officer, qa.submit_visit, visit=visit)
    story.do(cast.commissioner(HAVERING), qa.sign_off_visit, visit=visit, grade="sound")


def _self_assessment(story, cast, key):
    lead = cast.provider_lead(key)
    with database_scope(lead.membership):
        framework = Framework.objects.get(kind="national")
        standards = list(framework.standards.all())
    assessment = story.do(
        lead, qa.start_self_assessment, provider=cast.providers[key], framework=framework
    )
    story.do(
        lead,
        qa.save_self_assessment,
        assessment=assessment,
        judgements={each.pk: ("met", "We do this and keep a record.") for each in standards},
        summary="A steady year. We are working on how we follow absence up.",
    )
    story.do(lead, qa.send_self_assessment, assessment=assessment)


def _school_visit(story, cast, key, visited_on):
    """A school looks for itself and shares what it saw."""
    school = cast.schools[HAVERING][0]
    lead = cast.lead_of(school)
    with database_scope(lead.membership):
        framework = Framework.objects.get(kind="national")
        standard = framework.standards.first()
    visit = story.do(
        lead,
        qa.begin_visit,
        authority=cast.authorities[HAVERING],
        provider=cast.providers[key],
        framework=framework,
        kind=VisitKind.SCHOOL,
        visited_on=visited_on,
        site=cast.sites[key],
    )
    story.do(
        lead,
        qa.save_judgements,
        visit=visit,
        judgements={standard.pk: ("met", "Signed in, badge given, register looked at.")},
        summary="Our pupils were outdoors and busy. Lunch arrangements could be clearer.",
    )
    story.do(lead, qa.publish_school_visit, visit=visit)


def _safeguarding_audit(story, cast, key, visited_on):
    """Sent to the provider for its reply, with something that is not for schools."""
    officer = cast.officer(HAVERING)
    visit = begin(story, cast, officer, key, HAVERING, visited_on, "developing")
    with database_scope(officer.membership):
        first = visit.framework.standards.first()
    story.do(
        officer,
        qa.save_block,
        visit=visit,
        standard_id=first.pk,
        outcome="partly_met",
        evidence="The central record is kept; one entry was incomplete on the day.",
        confidential="One renewal was started on the day of the visit.",
    )
    for title, days in (("Complete the central record", 10), ("Display the fire plan", 60)):
        story.do(
            officer,
            qa.add_action,
            visit=visit,
            title=title,
            due_on=visited_on + dt.timedelta(days=days),
        )
    reply_by = timezone.localdate() + dt.timedelta(days=10)
    story.do(officer, qa.submit_visit, visit=visit, reply_by=reply_by)


def _waiting(cast, key, person):
    with database_scope(person.membership):
        waiting = Visit.objects.filter(status="submitted", provider=cast.providers[key])
        return waiting.with_names().newest_first().first()


def _reply(story, cast, key):
    lead = cast.provider_lead(key)
    story.do(
        lead,
        qa.reply_to_visit,
        visit=_waiting(cast, key, lead),
        reply="Thank you. The missing entry was complete the next morning.",
    )


def _sign_off(story, cast, key):
    commissioner = cast.commissioner(HAVERING)
    visit = _waiting(cast, key, commissioner)
    story.do(commissioner, qa.sign_off_visit, visit=visit, grade="developing")


def _answer(story, cast, key):
    """One action is answered; the other stays open until its day."""
    lead = cast.provider_lead(key)
    with database_scope(lead.membership):
        visit = Visit.objects.published().of_provider(cast.providers[key]).newest_first().first()
        action = visit.actions.soonest_first().first()
    words = "The record is complete and was checked by our trustees."
    # Story.do has a parameter called action itself.
    story.do(lead, partial(qa.answer_action, action=action), answer=words)


def _accept(story, cast, key):
    """The neighbour relies on the visit instead of making its own."""
    commissioner = cast.commissioner(BROMLEY)
    with database_scope(commissioner.membership):
        visits = Visit.objects.published().of_provider(cast.providers[key])
        visit = visits.filter(school=None).with_names().newest_first().first()
    story.do(
        commissioner,
        qa.accept_visit,
        authority=cast.authorities[BROMLEY],
        visit=visit,
        note="We rely on Havering’s review this year.",
    )


def _arrange(story, cast, key, today):
    """A visit of next week stands in two people's calendars."""
    officer = cast.officer(HAVERING)
    with database_scope(officer.membership):
        framework = Framework.objects.get(kind="national")
    story.do(
        officer,
        qa.begin_visit,
        authority=cast.authorities[HAVERING],
        provider=cast.providers[key],
        framework=framework,
        kind=VisitKind.FOCUSED,
        visited_on=today + dt.timedelta(days=8),
        starts_at=dt.time(9, 30),
        site=cast.sites[key],
        co_visitor=cast.commissioner(HAVERING),
    )
