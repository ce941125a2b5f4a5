"""What needs a person today, this week, or waits for somebody else: the rows of the home page."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.flags.models import Flag
from apcommission.flags.rules import Urgency
from apcommission.reports.flag_lines import flag_lines
from apcommission.reports.provider_work import provider_rows
from apcommission.reports.worklist_row import MOST, Row, day_words
from placements.choices import CommissionerKind
from placements.models import Placement
from qa.models import Visit

# A morning with a hundred absences still shows the one register that is missing.
FLAGS_OF_A_RULE = 3
REVIEW_SOON = dt.timedelta(days=14)


@dataclass
class Worklist:
    """Three bands of rows, and how many open flags there are in all."""

    now: list
    this_week: list
    waiting: list
    flags: int = 0

    def rows(self):
        return [*self.now, *self.this_week, *self.waiting]


def worklist_for(user, today):
    """The worklist of a person in their present membership."""
    work = Worklist(now=[], this_week=[], waiting=[])
    if user.may(P.FLAG_VIEW):
        _add_flags(work, user, today)
    if user.may(P.PLACEMENT_VIEW):
        _add_requests(work, user, today)
    if user.may(P.REVIEW_RECORD):
        work.this_week += _reviews(user, today)
    if user.may(P.VISIT_SIGN_OFF):
        _add_sign_offs(work, user, today)
    for band, row in provider_rows(user, today):
        getattr(work, band).append(row)
    work.this_week.sort(key=lambda row: row.due or today)
    return work


def _add_flags(work, user, today):
    flags = Flag.objects.visible_to(user).open()
    work.flags = flags.count()
    shown = flags.first_of_each_rule(FLAGS_OF_A_RULE).by_urgency().with_bodies()
    for line in flag_lines(shown, user):
        band = work.now if line.urgency == Urgency.NOW else work.this_week
        band.append(
            Row(
                kind=line.title,
                text=line.sentence,
                since=line.flag.raised_at,
                due=line.flag.due_on,
                today=today,
                url=line.url,
                action=line.action,
                pupil=line.pupil,
                colour=line.colour,
            )
        )


def _add_requests(work, user, today):
    answers = user.may(P.PLACEMENT_ANSWER)
    requests = Placement.objects.visible_to(user).requested().with_names()
    for placement in requests.order_by("requested_at", "pk")[:MOST]:
        asked_by = placement.school or placement.authority
        page = "placement_answer" if answers else "placement_detail"
        row = Row(
            kind="Request to answer" if answers else "Request not yet answered",
            text=(
                f"{asked_by} asks for a place for {placement.pupil} from "
                f"{day_words(placement.starts_on)}"
                if answers
                else f"{placement.provider} has not yet answered for {placement.pupil}"
            ),
            since=placement.requested_at,
            due=None,
            today=today,
            url=reverse(f"placements:{page}", args=[placement.pk]),
            action="Answer" if answers else "See the request",
            pupil=placement.pupil,
            colour="blue",
        )
        (work.now if answers else work.waiting).append(row)


def _add_sign_offs(work, user, today):
    """Visits that a colleague has written; those that a provider may still reply to wait."""
    waiting = Visit.objects.visible_to(user).waiting_for_sign_off(user.organisation).with_names()
    for visit in waiting.not_made_by(user)[:MOST]:
        may_reply = visit.may_be_replied_to(today) and visit.replied_at is None
        row = Row(
            kind="Visit waiting for the provider" if may_reply else "Visit to sign off",
            text=(
                f"{visit.provider} may reply until {day_words(visit.reply_by)}"
                if may_reply
                else f"{visit.provider}, visited by {visit.lead.name} on "
                f"{day_words(visit.visited_on)}"
            ),
            since=visit.submitted_at,
            due=visit.visited_on,
            today=today,
            url=visit.get_absolute_url()
            if may_reply
            else reverse("qa:visit_sign_off", args=[visit.pk]),
            action="See the visit" if may_reply else "Sign off",
            colour="blue",
        )
        (work.waiting if may_reply else work.this_week).append(row)


def _reviews(user, today):
    """Reviews that fall due within a fortnight; those overdue are flags already."""
    soon = Placement.objects.visible_to(user).live().with_names()
    soon = soon.filter(review_due_on__gte=today, review_due_on__lte=today + REVIEW_SOON)
    if user.organisation.kind == OrganisationKind.AUTHORITY:
        soon = soon.filter(commissioner_kind=CommissionerKind.AUTHORITY)
    return [
        Row(
            kind="Review due",
            text=f"Review of {placement.pupil} at {placement.provider}",
            since=None,
            due=placement.review_due_on,
            today=today,
            url=reverse("placements:review_add", args=[placement.pk]),
            action="Record the review",
            pupil=placement.pupil,
            colour="yellow",
        )
        for placement in soon.order_by("review_due_on", "pk")[:MOST]
    ]
