from django.contrib import messages
from django.shortcuts import redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from placements import actions
from placements.drafts import OBJECTIVES
from placements.forms.plan import ObjectiveFormSet, PlanForm, objectives_of, plan_facts
from placements.models import SupportPlan
from placements.views.gates import carried_out, placement_to_run


@allow(P.PLAN_EDIT)
def plan_edit(request, pk):
    placement = placement_to_run(request, pk)
    plan = SupportPlan.objects.of(placement).newest_first().first()
    form = PlanForm(request.POST or None, initial=PlanForm.from_plan(plan))
    shown = None if request.POST else objectives_of(plan)
    formset = ObjectiveFormSet(request.POST or None, prefix=OBJECTIVES, initial=shown)
    if form.is_valid() & formset.is_valid() and carried_out(
        form,
        actions.write_plan,
        by=request.user,
        placement=placement,
        **plan_facts(form, formset),
    ):
        messages.success(request, "The new version of the support plan is saved.")
        return redirect(placement)
    context = {"form": form, "formset": formset, "placement": placement, "plan": plan}
    return render(request, "placements/plan_edit.html", context)
