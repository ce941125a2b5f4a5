"""The demo's providers: entered, approved and visited over the time before the story begins."""

import datetime as dt
from random import Random

from django.utils import timezone

from apcommission.accounts.scope import database_scope
from apcommission.demo import plan
from apcommission.demo.calendar import school_day_on_or_before, school_days_before
from apcommission.demo.cast import PROVIDER_STAFF, months_before, postcodes, staff
from apcommission.demo.clock import london
from apcommission.demo.decisions import scores_of
from providers import actions as providers
from providers.choices import ApprovalStatus
from qa import actions as qa
from qa.choices import Outcome, VisitKind
from qa.models import Framework

# Grades worse than this leave standards partly met.
PARTLY = {"strong": 1, "sound": 3, "developing": 7, "concern": 11}
REASONS = {
    ApprovalStatus.CONDITIONAL: "Approved while the action plan from the last visit is completed.",
    ApprovalStatus.SUSPENDED: "Recruitment checks of two members of staff could not be shown.",
    ApprovalStatus.APPROVED: "Checks complete; the visit found the standards met.",
}
CONDITIONS = "Written lone-working procedure and a second first aider by the end of term."


def enter(story, cast, random, rows, today):
    """Enter every provider and let each authority decide and visit in the past."""
    for row in rows:
        _enter_one(story, cast, random, row, today)
    for row in rows:
        for la in ("311", "305"):
            if row.la == la or (row.shared == "yes" and la == "305"):
                _approve(story, cast, row, la, today)


def _enter_one(story, cast, random, row, today):
    commissioner = cast.commissioner(row.la)
    cast.rows[row.key] = row
    place = next(iter(postcodes(row.la, random, 1)), None)
    facts = {
        "description": row.description,
        "urn": int(row.urn) if row.urn else None,
        "phone": f"01632 960{random.randint(100, 999)}",
        "email": f"hello@{row.key}.{'demo.example'}",
        "ofsted_outcome": row.ofsted,
        "ofsted_inspected_on": months_before(today, row.ofsted_months_ago) if row.ofsted else None,
    }
    provider = story.do(commissioner, providers.add_provider, name=row.name, type=row.type, **facts)
    site = story.do(
        commissioner,
        providers.add_site,
        provider=provider,
        name="Main site",
        street=f"{random.randint(1, 90)} {row.name.split()[0]} Road",
        town={"311": "Romford", "305": "Bromley"}[row.la],
        postcode=place.postcode if place else "",
        capacity=int(row.capacity),
    )
    story.do(
        commissioner,
        providers.add_offer,
        site=site,
        title=row.title,
        description=row.description,
        age_from=int(row.age_from),
        age_to=int(row.age_to),
        needs=row.needs.split(),
        subjects=row.subjects.split(),
        qualifications=row.qualifications,
        places=int(row.capacity),
        price_pence=round(float(row.price) * 100),
        price_unit=row.unit,
    )
    cast.providers[row.key] = provider
    cast.sites[row.key] = site
    staff(cast, Random(row.key), provider.organisation, PROVIDER_STAFF, row.key)


def _approve(story, cast, row, la, today):
    """Apply, visit, sign off, decide; then, for some, a later and harder decision."""
    applied = school_day_on_or_before(today - dt.timedelta(days=520))
    story.at(london(applied, "11:00"), _apply, cast, row.key, la)
    if row.status == ApprovalStatus.APPLIED:
        return
    first = school_day_on_or_before(applied + dt.timedelta(days=20))
    story.at(london(first, "10:00"), _decide, cast, row.key, la, ApprovalStatus.APPROVED, today)
    if row.grade and la == row.la:
        visited = max(months_before(today, row.grade_months_ago), first)
        story.at(london(visited, "15:30"), _visit, cast, row, la, visited)
    if row.status != ApprovalStatus.APPROVED and la == row.la:
        # In the days that even the small demo lives through, so that its jobs tell at once.
        decided = school_days_before(today, 4)[0]
        story.at(london(decided, "16:10"), _decide, cast, row.key, la, row.status, today)


def _apply(story, cast, key, la):
    story.do(
        cast.provider_lead(key),
        providers.apply_for_approval,
        authority=cast.authorities[la],
        provider=cast.providers[key],
    )


def _decide(story, cast, key, la, status, today):
    decided_on = timezone.localdate()
    story.do(
        cast.commissioner(la),
        providers.decide_approval,
        authority=cast.authorities[la],
        provider=cast.providers[key],
        status=status,
        decided_on=decided_on,
        reason=REASONS[status],
        conditions=CONDITIONS if status == ApprovalStatus.CONDITIONAL else "",
        review_on=today + dt.timedelta(days=120),
        scores=scores_of(key, status),
    )


def _visit(story, cast, row, la, visited_on):
    """One full visit: judged by an officer, signed off by the commissioner."""
    officer, commissioner = cast.officer(la), cast.commissioner(la)
    visit = begin(story, cast, officer, row.key, la, visited_on, row.grade)
    story.do(officer, qa.submit_visit, visit=visit)
    story.do(commissioner, qa.sign_off_visit, visit=visit, grade=row.grade)


def begin(story, cast, officer, key, la, visited_on, grade="sound"):
    """A visit with a judgement on every standard, still a draft."""
    authority = cast.authorities[la]
    with database_scope(officer.membership):
        framework = Framework.objects.usable_by(authority.pk).on(visited_on).first()
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
    weak = Random(key).sample(range(len(standards)), PARTLY.get(grade, 3))
    story.do(
        officer,
        qa.save_judgements,
        visit=visit,
        judgements={
            standard.pk: (Outcome.PARTLY_MET, "Seen in part: an action is agreed.")
            if number in weak
            else (Outcome.MET, "Seen on the day and in the records.")
            for number, standard in enumerate(standards)
        },
        summary="Calm, purposeful sessions. Pupils spoke well of the staff.",
    )
    return visit


def rows_for(size):
    """The planned providers of a demo of this size."""
    return plan.providers() if size.live > 100 else plan.few(plan.providers())
