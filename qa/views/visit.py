from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers.models import Provider
from qa import actions
from qa.cycle import providers_due
from qa.filters import VisitFilter
from qa.forms.visit import VisitAddForm, VisitProviderForm
from qa.models import Framework, Visit, Voice
from qa.people import colleagues_who_visit
from qa.rules import due_state
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
    due = providers_due(user.organisation.pk, today) if is_authority else []
    context = {
        "filters": found.form,
        "page": page,
        "total": page.paginator.count,
        "is_filtered": found.is_asked,
        "due": [each for each in due if each.state],
        "is_authority": is_authority,
        "today": today,
        "may_record": user.may(Permission.VISIT_RECORD),
        "may_edit_frameworks": user.may(Permission.FRAMEWORK_EDIT),
        "may_see_coverage": user.may(Permission.COVERAGE_VIEW),
        "may_assess": user.may(Permission.VISIT_REPLY),
    }
    return render(request, "qa/visit_list.html", context)


@allow(Permission.VISIT_VIEW)
def visit_detail(request, pk):
    visit = get_object_or_404(Visit.objects.visible_to(request.user).with_names(), pk=pk)
    user, today = request.user, timezone.localdate()
    is_ours = Visit.objects.owned_by(user).filter(pk=pk).exists()
    accepted = list(visit.acceptances.in_order())
    may_accept = (
        user.may(Permission.VISIT_ACCEPT)
        and visit.is_published
        and visit.school_id is None
        and visit.authority_id != user.organisation.pk
        and all(each.authority_id != user.organisation.pk for each in accepted)
    )
    context = {
        "visit": visit,
        "sheet": sheet_of(visit, user),
        "voices": Voice.objects.visible_to(user).filter(visit=visit).in_order(),
        "actions": visit.actions.soonest_first().with_files(),
        "today": today,
        "may_record": is_ours and user.may(Permission.VISIT_RECORD),
        "may_sign_off": is_ours
        and user.may(Permission.VISIT_SIGN_OFF)
        and not visit.is_led_by(user),
        "may_reply": user.may(Permission.VISIT_REPLY) and visit.may_be_replied_to(today),
        "may_answer": user.may(Permission.VISIT_REPLY) and visit.is_published,
        "may_accept": may_accept,
        "accepted": accepted,
        "is_school": user.organisation.kind == OrganisationKind.SCHOOL,
        "is_ours": is_ours,
    }
    return render(request, "qa/visit_detail.html", context)


@allow(Permission.VISIT_RECORD)
def visit_add(request):
    """Which provider first (?provider=), then what kind of visit, when and where."""
    user, today = request.user, timezone.localdate()
    providers = Provider.objects.visible_to(user).with_names().by_name()
    chosen = VisitProviderForm(
        request.GET if "provider" in request.GET else None, providers=providers
    )
    if not chosen.is_valid():
        return render(request, "qa/visit_add.html", {"form": chosen})
    provider = chosen.cleaned_data["provider"]
    frameworks = Framework.objects.usable_by(user.organisation.area_id)
    form = VisitAddForm(
        request.POST or None,
        provider=provider,
        frameworks=frameworks.on(today),
        colleagues=colleagues_who_visit(user),
        is_school=user.organisation.kind == OrganisationKind.SCHOOL,
        today=today,
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        try:
            visit = actions.begin_visit(
                by=user,
                authority=user.organisation.authority or user.organisation,
                provider=provider,
                **form.cleaned_data,
            )
        except NotAllowed as refused:
            form.add_error("framework", str(refused))
        else:
            if visit.visited_on > today:
                messages.success(request, "The visit is arranged and stands in your calendar.")
                return redirect(visit)
            messages.success(request, "The visit is begun. Save as often as you like.")
            return redirect("qa:visit_record", visit.pk)
    return render(request, "qa/visit_add.html", {"form": form, "provider": provider})
