from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from placements import actions, rules
from placements.choices import ReviewOutcome
from placements.forms.review import ReviewForm
from placements.models import SupportPlan
from placements.views.gates import carried_out, placement_in_scope

NEXT_PAGE = {
    ReviewOutcome.CHANGE: "placements:plan_edit",
    ReviewOutcome.END: "placements:placement_end",
}


@allow(P.REVIEW_RECORD)
def review_add(request, pk):
    placement, today = placement_in_scope(request, pk), timezone.localdate()
    runs = placement.is_run_by(request.user.organisation)
    owed_by = rules.next_review_due(today, placement.half_terms_around(today))
    form = ReviewForm(
        request.POST or None,
        today=today,
        may_extend=runs,
        owed_by=owed_by,
        initial={"held_on": today, "next_due_on": owed_by},
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, actions.hold_review, by=request.user, placement=placement, **form.cleaned_data
    ):
        messages.success(request, "The review is saved.")
        following = NEXT_PAGE.get(form.cleaned_data["outcome"]) if runs else None
        return redirect(following, placement.pk) if following else redirect(placement)
    plan = SupportPlan.objects.of(placement).newest_first().first()
    context = {"form": form, "placement": placement, "plan": plan}
    return render(request, "placements/review_add.html", context)
