"""A provider's own judgement, before the visit; LAs read what was sent."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.forms.recording import SelfAssessmentForm
from qa.models import Framework, SelfAssessment
from qa.sheet import self_sheet_of


@allow(Permission.VISIT_VIEW)
def self_assessment_list(request):
    user = request.user
    is_own = user.organisation.kind == OrganisationKind.PROVIDER
    frameworks = Framework.objects.none()
    if is_own:
        authorities = user.organisation.provider.approvals.values_list("authority_id", flat=True)
        frameworks = Framework.objects.asked_by(authorities).on(timezone.localdate())
    context = {
        "assessments": SelfAssessment.objects.visible_to(user).newest_first(),
        "frameworks": frameworks.select_related("authority"),
        "is_own": is_own,
    }
    return render(request, "qa/self_assessment_list.html", context)


@require_POST
@allow(Permission.VISIT_REPLY)
def self_assessment_start(request, pk):
    """On the framework with this id: the one begun before, or a new one."""
    provider = request.user.organisation.provider
    authorities = provider.approvals.values_list("authority_id", flat=True)
    asked = Framework.objects.asked_by(authorities).on(timezone.localdate())
    framework = get_object_or_404(asked, pk=pk)
    assessment = actions.start_self_assessment(
        by=request.user, provider=provider, framework=framework
    )
    return redirect("qa:self_assessment_record", assessment.pk)


@allow(Permission.VISIT_VIEW)
def self_assessment_detail(request, pk):
    assessment = _seen(request, pk)
    is_own = request.user.organisation.pk == assessment.provider_id
    context = {
        "assessment": assessment,
        "sheet": self_sheet_of(assessment),
        "may_send": is_own and not assessment.is_sent and request.user.may(Permission.VISIT_REPLY),
    }
    return render(request, "qa/self_assessment_detail.html", context)


@allow(Permission.VISIT_REPLY)
def self_assessment_record(request, pk):
    assessment = _seen(request, pk)
    if assessment.is_sent:
        messages.info(request, "It was sent and stays as it is.")
        return redirect(assessment)
    sheet = self_sheet_of(assessment)
    form = SelfAssessmentForm(request.POST or None, sheet=sheet)
    if form.is_valid():
        actions.save_self_assessment(
            by=request.user,
            assessment=assessment,
            judgements=form.judgements(),
            summary=form.cleaned_data["summary"],
        )
        if request.POST.get("do") == "check":
            return redirect(assessment)
        messages.success(request, f"Saved at {timezone.localtime():%H:%M}.")
        return redirect("qa:self_assessment_record", assessment.pk)
    context = {"form": form, "assessment": assessment, "sheet": sheet}
    return render(request, "qa/self_assessment_record.html", context)


@require_POST
@allow(Permission.VISIT_REPLY)
def self_assessment_send(request, pk):
    assessment = _seen(request, pk)
    try:
        actions.send_self_assessment(by=request.user, assessment=assessment)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It is sent. LAs read it, and see it beside their visit.")
    return redirect(assessment)


def _seen(request, pk):
    seen = SelfAssessment.objects.visible_to(request.user)
    return get_object_or_404(seen.newest_first(), pk=pk)
