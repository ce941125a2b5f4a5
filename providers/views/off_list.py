"""Use of a provider that is not approved: declared by a school, reviewed at a desk by the LA."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.forms.off_list import (
    ADD,
    OffListDeclareForm,
    OffListLinkForm,
    OffListSettleForm,
)
from providers.models import OffListDeclaration, Provider

PAGE = 50


@allow(P.OFF_LIST_VIEW)
def off_list_list(request):
    declarations = OffListDeclaration.objects.visible_to(request.user).with_names()
    page = Paginator(declarations.settled().newest_first(), PAGE).get_page(request.GET.get("page"))
    context = {
        "under_review": declarations.under_review().first_due_first(),
        "page": page,
        "is_school": request.user.organisation.kind == OrganisationKind.SCHOOL,
        "may_declare": request.user.may(P.OFF_LIST_DECLARE),
        "today": timezone.localdate(),
    }
    return render(request, "providers/off_list_list.html", context)


@allow(P.OFF_LIST_VIEW)
def off_list_detail(request, pk):
    declaration = _declaration(request, pk)
    context = {
        "declaration": declaration,
        "is_school": request.user.organisation.kind == OrganisationKind.SCHOOL,
        "may_settle": request.user.may(P.OFF_LIST_SETTLE),
        "may_link": request.user.may(P.OFF_LIST_SETTLE) and request.user.may(P.APPROVAL_DECIDE),
        "today": timezone.localdate(),
    }
    return render(request, "providers/off_list_detail.html", context)


@allow(P.OFF_LIST_DECLARE)
def off_list_declare(request):
    form = OffListDeclareForm(
        request.POST or None, initial={"provider_name": request.GET.get("name", "")}
    )
    if form.is_valid():
        declaration = actions.declare_off_list(
            by=request.user, on=timezone.localdate(), **form.facts()
        )
        messages.success(request, "Your declaration is sent. The local authority reviews it.")
        return redirect(declaration)
    context = {"form": form, "authority": request.user.organisation.authority}
    return render(request, "providers/off_list_declare.html", context)


# Adding a provider to the register is the commissioner's, as everywhere.
@allow(P.APPROVAL_DECIDE)
def off_list_link(request, pk):
    declaration = _declaration(request, pk)
    form = OffListLinkForm(
        request.POST or None,
        providers=Provider.objects.visible_to(request.user).with_names().by_name(),
        initial={"provider": declaration.provider_id},
        cancel_url=declaration.get_absolute_url(),
    )
    if form.is_valid():
        answers = form.cleaned_data
        try:
            if answers["how"] == ADD:
                actions.add_declared_provider(
                    by=request.user, declaration=declaration, type=answers["type"]
                )
            else:
                actions.link_declaration(
                    by=request.user, declaration=declaration, provider=answers["provider"]
                )
        except NotAllowed as refused:
            form.add_error("how", str(refused))
        else:
            messages.success(request, f"The declaration is linked to {declaration.provider}.")
            return redirect(declaration)
    context = {"form": form, "declaration": declaration}
    return render(request, "providers/off_list_link.html", context)


@allow(P.OFF_LIST_SETTLE)
def off_list_settle(request, pk):
    declaration = _declaration(request, pk)
    form = OffListSettleForm(
        request.POST or None,
        initial={"outcome": declaration.outcome, "note": declaration.outcome_note},
        cancel_url=declaration.get_absolute_url(),
    )
    if form.is_valid():
        actions.settle_declaration(by=request.user, declaration=declaration, **form.cleaned_data)
        messages.success(request, f"The outcome is saved, and {declaration.school} is told.")
        return redirect(declaration)
    context = {"form": form, "declaration": declaration}
    return render(request, "providers/off_list_settle.html", context)


def _declaration(request, pk):
    declarations = OffListDeclaration.objects.visible_to(request.user).with_names()
    return get_object_or_404(declarations, pk=pk)
