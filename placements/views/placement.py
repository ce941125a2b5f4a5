from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from placements import rules
from placements.choices import Status
from placements.feedback import feedback_given, offer_of, open_moments
from placements.filters import PlacementFilter
from placements.models import Placement, PlacementDraft, Review, SupportPlan, TimetableSlot
from placements.timeline import events_of
from placements.views.gates import placement_in_scope
from placements.week import week_of

PAGE = 50
# (page, words on the button, kind of button, the status it leads to, permission); a page that
# leaves the status alone has the statuses in which it is offered.
ACTS = [
    ("placement_answer", "Answer the request", "", {Status.REQUESTED}, P.PLACEMENT_ANSWER),
    ("placement_start", "Record the start", "", {Status.AGREED}, P.PLACEMENT_REQUEST),
    ("placement_resume", "Resume", "", {Status.PAUSED}, P.PLACEMENT_END),
    ("review_add", "Record a review", "", {Status.ACTIVE, Status.PAUSED}, P.REVIEW_RECORD),
    (
        "timetable_edit",
        "Change the timetable",
        "secondary",
        {Status.AGREED, Status.ACTIVE, Status.PAUSED},
        P.PLACEMENT_REQUEST,
    ),
    (
        "placement_withdraw",
        "Withdraw",
        "secondary",
        {Status.REQUESTED, Status.AGREED},
        P.PLACEMENT_REQUEST,
    ),
    ("placement_pause", "Pause", "secondary", {Status.ACTIVE}, P.PLACEMENT_END),
    (
        "placement_end",
        "End the placement",
        "secondary",
        {Status.ACTIVE, Status.PAUSED},
        P.PLACEMENT_END,
    ),
]
# What a provider does itself; everything else is for those who run the placement.
PROVIDERS = {P.PLACEMENT_ANSWER, P.REVIEW_RECORD}


@allow(P.PLACEMENT_VIEW)
def placement_list(request):
    user, today = request.user, timezone.localdate()
    placements = Placement.objects.visible_to(user).with_names()
    found = PlacementFilter(request.GET, queryset=placements, user=user, today=today)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    drafts = _drafts(user)
    viewed(request, [shown.pupil for shown in (*page, *drafts)])
    for placement in page:
        placement.is_overdue = placement.review_is_overdue(today)
    kind = user.organisation.kind
    context = {
        "page": page,
        "filters": found.form,
        "is_asked": found.is_asked,
        "may_request": user.may(P.PLACEMENT_REQUEST),
        "drafts": drafts,
        "by_school": kind != OrganisationKind.SCHOOL,
        "by_provider": kind != OrganisationKind.PROVIDER,
    }
    return render(request, "placements/placement_list.html", context)


@allow(P.PLACEMENT_VIEW)
def placement_detail(request, pk):
    user, today = request.user, timezone.localdate()
    placement = placement_in_scope(request, pk)
    slots = list(TimetableSlot.objects.of(placement).with_site().in_order())
    # Finance officers hold no right on plans and reviews: not asked for, not refused.
    may_read, may_open_pupil = user.may(P.PLAN_VIEW), user.may(P.PUPIL_VIEW)
    plans = list(SupportPlan.objects.of(placement).in_full().newest_first()) if may_read else []
    reviews = list(Review.objects.of(placement).in_full().newest_first()) if may_read else []
    week, following = week_of(placement, slots, today)
    moments = open_moments(placement, user) if user.may(P.FEEDBACK_GIVE) else []
    offer = offer_of(moments, today)
    context = {
        "placement": placement,
        "pupil": placement.pupil,
        "week": week,
        "following": following,
        "plan": plans[0] if plans else None,
        "earlier_plans": plans[1:],
        "reviews": reviews,
        "may_read_plan": may_read,
        "may_edit_plan": user.may(P.PLAN_EDIT) and _runs(user, placement) and placement.is_open,
        "may_open_pupil": may_open_pupil,
        "consultation": rules.consultation_needed(placement.pupil) if may_open_pupil else [],
        "review_is_overdue": placement.review_is_overdue(today),
        "events": events_of(placement, slots=slots, plans=plans, reviews=reviews),
        "buttons": _buttons(user, placement) + _later_feedback(placement, moments, offer),
        "offer": offer,
        "given": feedback_given(placement, user),
    }
    return render(request, "placements/placement_detail.html", context)


def _later_feedback(placement, moments, offer):
    """A button for what the page does not ask for of itself any more."""
    if offer or not moments:
        return []
    url = reverse("placements:feedback_add", args=[placement.pk])
    return [{"text": "Give feedback", "url": url, "kind": "secondary"}]


def _drafts(user):
    if not user.may(P.PLACEMENT_REQUEST):
        return []
    return PlacementDraft.objects.visible_to(user).with_names().newest_first()


def _runs(user, placement):
    return placement.is_run_by(user.organisation)


def _buttons(user, placement):
    return [
        {"text": text, "url": reverse(f"placements:{page}", args=[placement.pk]), "kind": kind}
        for page, text, kind, statuses, permission in ACTS
        if placement.status in statuses
        and user.may(permission)
        and (permission in PROVIDERS or _runs(user, placement))
    ]
