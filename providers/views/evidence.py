"""The checklist of a provider, its documents, and an authority's look at each."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.checklist import asking, checklist, line_of
from providers.forms.evidence import DocumentCheckForm, DocumentForm
from providers.models import Document, DocumentCheck, ExpiryReminder, Provider


@allow(Permission.EVIDENCE_VIEW)
def evidence_list(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    lines = checklist(provider, _authorities(request.user, provider), timezone.localdate())
    context = {
        "provider": provider,
        "lines": lines,
        "to_do": sum(line.to_do for line in lines),
        "is_own": request.user.organisation.pk == provider.pk,
        "may_check": request.user.may(Permission.EVIDENCE_CHECK),
        "may_set": request.user.may(Permission.APPROVAL_DECIDE),
        "reminders": ExpiryReminder.objects.visible_to(request.user).of(provider).latest_first(),
    }
    return render(request, "providers/evidence_list.html", context)


@allow(Permission.APPLICATION_WRITE)
def document_add(request, pk, key):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    today = timezone.localdate()
    line = line_of(provider, asking(provider), key, today)
    if line is None:
        raise Http404("Nobody asks for evidence of this kind.")
    back = _evidence_of(provider)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        requirement=line.requirement,
        today=today,
        cancel_url=back,
    )
    if form.is_valid():
        actions.give_document(
            by=request.user,
            provider=provider,
            requirement=line.requirement,
            on=today,
            **form.facts(),
        )
        messages.success(request, f"Saved: {line.requirement.name}.")
        return redirect(back)
    context = {"form": form, "provider": provider, "line": line}
    return render(request, "providers/document_add.html", context)


@allow(Permission.EVIDENCE_VIEW)
def document_detail(request, pk):
    user = request.user
    document = _document(request, pk)
    checks = DocumentCheck.objects.visible_to(user).of_documents([document]).with_names()
    earlier = Document.objects.visible_to(user).of(document.provider).of_kind(document.key)
    context = {
        "document": document,
        "provider": document.provider,
        "line": _line(user, document),
        "checks": checks,
        "earlier": earlier.exclude(pk=document.pk).newest_first(),
        "reminders": ExpiryReminder.objects.visible_to(user).about(document),
        "may_check": user.may(Permission.EVIDENCE_CHECK) and document.is_current,
        "is_own": user.organisation.pk == document.provider_id,
    }
    return render(request, "providers/document_detail.html", context)


@allow(Permission.EVIDENCE_VIEW)
@require_safe
def document_file(request, pk):
    """The file itself: always as a download, never rendered on our own host, never kept by a
    cache, and whole, whatever range is asked for."""
    document = _document(request, pk)
    if not document.may_be_opened:
        raise Http404("This file cannot be opened.")
    response = HttpResponse(bytes(document.content.content), content_type=document.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, document.file_name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Accept-Ranges"] = "none"
    return response


@allow(Permission.EVIDENCE_CHECK)
def document_check(request, pk):
    document = _document(request, pk)
    line = _line(request.user, document)
    form = DocumentCheckForm(request.POST or None, cancel_url=_evidence_of(document.provider))
    if form.is_valid():
        name = line.requirement.name if line else ""
        try:
            actions.check_document(
                by=request.user, document=document, name=name, **form.cleaned_data
            )
        except NotAllowed as refused:
            form.add_error("outcome", str(refused))
        else:
            messages.success(request, f"Your look at “{name or document.key}” is recorded.")
            return redirect(_evidence_of(document.provider))
    context = {"form": form, "document": document, "provider": document.provider, "line": line}
    return render(request, "providers/document_check.html", context)


def _document(request, pk):
    documents = Document.objects.visible_to(request.user).with_provider()
    return get_object_or_404(documents, pk=pk)


def _authorities(user, provider):
    """Whose checklist is shown: an authority's own; for a provider those of all it deals with."""
    if user.organisation.kind == OrganisationKind.AUTHORITY:
        return [user.organisation]
    return asking(provider)


def _line(user, document):
    authorities = _authorities(user, document.provider)
    return line_of(document.provider, authorities, document.key, timezone.localdate())


def _evidence_of(provider):
    return reverse("providers:evidence_list", args=[provider.pk])
