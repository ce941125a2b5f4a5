from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers.models import Approval, Provider
from qa import actions
from qa.filters import VisitFilter
from qa.forms import VisitAddForm, VisitProviderForm
from qa.models import Framework, Visit
from qa.rules import DUE_SOON_DAYS, due_state
from qa.sheet import sheet_of

PAGE_SIZE = 25


@allow(Permission.VISIT_VIEW)
def visit_list(request):
    """Visits in scope, newest first; an authority also sees which visits are due."""
    user, today = request.user, timezone.localdate()
    is_authority = user.organisation.kind == OrganisationKind.AUTHORITY
    visits = Visit.objects.visible_to(user).with_names().marking_current()
    found = VisitFilter(request.GET, queryset=visits, user=user)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    for visit in page.object_list:
        visit.due_state = due_state(visit.next_due_on, today) if visit.is_current else ""
    context = {
        "filters": found.form,
        "page": page,
        "total": page.paginator.count,
        "is_filtered": found.is_asked,
        "due": _due(user, today) if is_authority else [],
        "is_authority": is_authority,
        "may_record": user.may(Permission.VISIT_RECORD),
    }
    return render(request, "qa/visit_list.html", context)


def _due(user, today):
    soon = today + timezone.timedelta(days=DUE_SOON_DAYS)
    approvals = Approval.objects.visible_to(user).visit_due_by(soon).with_provider()
    return [(approval, due_state(approval.qa_next_due_on, today)) for approval in approvals]


@allow(Permission.VISIT_VIEW)
def visit_detail(request, pk):
    visit = get_object_or_404(Visit.objects.visible_to(request.user).with_names(), pk=pk)
    user = request.user
    is_ours = user.organisation.pk == visit.authority_id
    context = {
        "visit": visit,
        "sheet": sheet_of(visit),
        "actions": visit.actions.soonest_first(),
        "today": timezone.localdate(),
        "may_record": is_ours and user.may(Permission.VISIT_RECORD),
        "may_sign_off": is_ours
        and user.may(Permission.VISIT_SIGN_OFF)
        and visit.lead_id != user.pk,
        "is_ours": is_ours,
    }
    return render(request, "qa/visit_detail.html", context)


@allow(Permission.VISIT_RECORD)
def visit_add(request):
    """Which provider first (?provider=), then what kind of visit, when and where."""
    providers = Provider.objects.visible_to(request.user).with_names().by_name()
    chosen = VisitProviderForm(
        request.GET if "provider" in request.GET else None, providers=providers
    )
    if not chosen.is_valid():
        return render(request, "qa/visit_add.html", {"form": chosen})
    provider, today = chosen.cleaned_data["provider"], timezone.localdate()
    form = VisitAddForm(
        request.POST or None,
        provider=provider,
        frameworks=Framework.objects.visible_to(request.user).on(today),
        today=today,
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        try:
            visit = actions.begin_visit(
                by=request.user,
                authority=request.user.organisation,
                provider=provider,
                **form.cleaned_data,
            )
        except NotAllowed as refused:
            form.add_error("framework", str(refused))
        else:
            messages.success(request, "The visit is begun. Save as often as you like.")
            return redirect("qa:visit_record", visit.pk)
    return render(request, "qa/visit_add.html", {"form": form, "provider": provider})
