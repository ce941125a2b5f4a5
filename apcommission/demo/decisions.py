"""The demo's decisions beside the first approvals: scores, a neighbour who decided otherwise,
agreements that all but one have accepted, and two providers that schools use off the list."""

import datetime as dt
from random import Random

from django.utils import timezone

from apcommission.demo.calendar import school_day_on_or_before, school_days_before
from apcommission.demo.clock import london
from providers import actions
from providers.agreement_texts import TITLES, starting_text
from providers.choices import AgreementKind, ApprovalStatus, OffListOutcome, Section
from providers.models import Agreement, OffListDeclaration, outstanding

NOTES = {
    Section.SAFEGUARDING: "Policy read; the lead and a deputy are trained.",
    Section.HEALTH_SAFETY: "Risk assessments seen for each room and each activity.",
    Section.FINANCE: "Accounts of the last two years seen.",
}
# Approved by both authorities; the neighbour put a condition on it.
SHARED = "bowerfarm"
SHARED_REASON = "Bromley pupils travel by minibus, and the drivers' checks were not complete."
SHARED_CONDITIONS = "Show the checks of every driver, and send us the new transport policy."
# Who has not accepted the second version of the contract.
BEHIND = "hornchurch"
ADDED = (
    "\n\n10. Phones\nPupils hand in their phones at the start of the day and get them at its end."
)
OPEN = {
    "provider_name": "Dockside Boxing and Fitness",
    "address": "Unit 4, Ferry Lane, Rainham",
    "phone": "01632 960417",
    "reason": "No approved provider nearby had a place for a pupil who has stopped coming in.",
    "pupils": 1,
    "hours_a_week": 6,
    "checks_made": "The deputy head visited, and saw insurance and the manager's certificate.",
}
SETTLED = {
    "provider_name": "Hilltop Music Sessions",
    "address": "12 Chapel Row, Upminster",
    "phone": "01632 960418",
    "reason": "A pupil already knew the tutor, and would go nowhere else.",
    "pupils": 2,
    "hours_a_week": 4,
    "checks_made": "",
}
SETTLED_NOTE = (
    "Checks of both tutors were shown and the building is safe for small groups. We have asked "
    "Hilltop to apply; until then please visit every fortnight."
)


def scores_of(key, status):
    """The panel's scores when a provider was first approved; none for later decisions."""
    if status != ApprovalStatus.APPROVED:
        return {}
    random = Random(f"scores of {key}")
    return {
        section.value: (random.choice((2, 2, 2, 3, 1)), NOTES.get(section, ""))
        for section in Section
    }


def happen(story, cast, today):
    """Put all of it into the story."""
    _agreements(story, cast, today)
    decided = school_days_before(today, 8)[0]
    if SHARED in cast.providers:
        story.at(london(decided, "14:20"), _otherwise, cast)
    first = school_day_on_or_before(today - dt.timedelta(days=60))
    story.at(london(first, "12:10"), _declare, cast, 1, SETTLED)
    ended = school_day_on_or_before(today - dt.timedelta(days=46))
    story.at(london(ended, "15:05"), _settle, cast)
    story.at(london(school_days_before(today, 3)[0], "16:20"), _declare, cast, 0, OPEN)


def _agreements(story, cast, today):
    """Each authority publishes and its providers accept; a year on, a second contract."""
    for la in cast.authorities:
        for days, kinds, text in (
            (400, list(AgreementKind), ""),
            (40, [AgreementKind.CONTRACT], ADDED),
        ):
            day = school_day_on_or_before(today - dt.timedelta(days=days))
            for kind in kinds:
                story.at(london(day, "09:40"), _publish, cast.commissioner(la), kind, text)
            later = school_day_on_or_before(day + dt.timedelta(days=7))
            story.at(london(later, "17:10"), _accept_all, cast, la, bool(text))
    day = school_day_on_or_before(today - dt.timedelta(days=50))
    school_lead = cast.lead_of(cast.schools["311"][0])
    story.at(london(day, "11:30"), _publish, school_lead, AgreementKind.EXPECTATIONS, "")
    later = school_day_on_or_before(day + dt.timedelta(days=4))
    story.at(london(later, "13:15"), _accept_schools, cast, "riverside")


def _publish(story, by, kind, added):
    is_school = by.organisation.kind == "school"
    today = timezone.localdate()
    story.do(
        by,
        actions.publish_agreement,
        kind=kind,
        title=TITLES[kind],
        text=starting_text(kind, is_school=is_school) + added,
        in_force_from=today,
        on=today,
    )


def _accept_all(story, cast, la, is_second):
    for key, row in cast.rows.items():
        listed = row.la == la or (row.shared == "yes" and la == "305")
        if not listed or row.status == ApprovalStatus.APPLIED or (is_second and key == BEHIND):
            continue
        provider, lead = cast.providers[key], cast.provider_lead(key)
        for agreement in outstanding(provider, cast.authorities[la], timezone.localdate()):
            story.do(lead, actions.accept_agreement, agreement=agreement, provider=provider)


def _accept_schools(story, cast, key):
    agreement = Agreement.objects.by_publisher(cast.schools["311"][0]).latest_version()
    lead, provider = cast.provider_lead(key), cast.providers[key]
    story.do(lead, actions.accept_agreement, agreement=agreement, provider=provider)


def _otherwise(story, cast):
    story.do(
        cast.commissioner("305"),
        actions.decide_approval,
        authority=cast.authorities["305"],
        provider=cast.providers[SHARED],
        status=ApprovalStatus.CONDITIONAL,
        decided_on=timezone.localdate(),
        reason=SHARED_REASON,
        conditions=SHARED_CONDITIONS,
        review_on=timezone.localdate() + dt.timedelta(days=60),
    )


def _declare(story, cast, number, facts):
    today = timezone.localdate()
    school_lead = cast.lead_of(cast.schools["311"][number])
    used_from = today - dt.timedelta(days=4)
    story.do(school_lead, actions.declare_off_list, on=today, used_from=used_from, **facts)


def _settle(story, cast):
    name = SETTLED["provider_name"]
    story.do(
        cast.officer("311"),
        actions.settle_declaration,
        declaration=OffListDeclaration.objects.get(provider_name=name),
        outcome=OffListOutcome.APPLYING,
        note=SETTLED_NOTE,
    )
