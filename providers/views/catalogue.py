"""The catalogue: searched, compared, and taken away as a document."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.documents.pdf import RenderError
from apcommission.documents.spreadsheet import csv_response, xlsx_response
from providers import comparison, search_misses
from providers.catalogue import entries
from providers.catalogue_pdf import MOST_PROVIDERS, catalogue_pdf_of, comparison_pdf_of
from providers.filters import SORTS, CatalogueFilter, filter_words
from providers.models import Provider

PAGE_SIZE = 20


def _listed(user):
    return Provider.objects.visible_to(user).listed_by(user.organisation.area_id)


def _catalogue(request, query=None):
    """The filtered catalogue of the page's address, or of another question."""
    user = request.user
    asked = request.GET if query is None else query
    # A school's own postcode is where distances begin.
    school = getattr(user.organisation, "school", None)
    return CatalogueFilter(asked, queryset=_listed(user), user=user, school=school)


@allow(Permission.PROVIDER_VIEW)
def provider_list(request):
    """The catalogue; a provider's own people go to their own entry."""
    organisation = request.user.organisation
    if organisation.kind == OrganisationKind.PROVIDER:
        return redirect("providers:provider_detail", organisation.pk)
    catalogue = _catalogue(request)
    page = Paginator(catalogue.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = entries(
        page.object_list,
        catalogue.distances,
        on=catalogue.on,
        wanted=catalogue.wanted,
        first=page.start_index(),
    )
    context = {
        "filters": catalogue.form,
        "page": page,
        "entries": shown,
        "points": [point for entry in shown for point in entry.points],
        "origin": catalogue.form.origin,
        "ring_km": int(catalogue.form.cleaned_data.get("within") or 0) or None,
        "total": page.paginator.count,
        "most_in_pdf": MOST_PROVIDERS,
        "is_filtered": catalogue.is_asked,
        "near": catalogue.near_text,
        "on": catalogue.on,
        "sorts": SORTS,
        "sort": catalogue.sort,
        "is_authority": organisation.kind == OrganisationKind.AUTHORITY,
        "may_add": request.user.may(Permission.APPROVAL_DECIDE),
        "may_publish": request.user.may(Permission.CATALOGUE_PUBLISH),
        "may_import": request.user.may(Permission.PROVIDER_IMPORT),
        "may_see_market": request.user.may(Permission.MARKET_VIEW),
        "nearest": _missed(request, catalogue) if not page.paginator.count else [],
    }
    return render(request, "providers/provider_list.html", context)


def _missed(request, catalogue):
    """Note a search that found nothing; what would find something."""
    if not catalogue.is_asked or catalogue.form.errors:
        return []
    search_misses.note_search(request, catalogue.form)

    def count(query):
        return _catalogue(request, query).qs.count()

    return search_misses.nearest_misses(request.GET, catalogue.form, count)


def _compared(request):
    """(entries ticked in the order of their names, problem)."""
    ids, problem = comparison.chosen_ids(request.GET.getlist("with"))
    if problem:
        return [], problem
    catalogue = _catalogue(request, QueryDict())
    providers = list(_listed(request.user).among(ids).by_name())
    if len(providers) < comparison.FEWEST:
        return [], "Some of these providers are not in your catalogue."
    catalogue.measure(ids)
    return entries(providers, catalogue.distances), ""


@allow(Permission.PROVIDER_VIEW)
def catalogue_compare(request):
    shown, problem = _compared(request)
    context = {
        "entries": shown,
        "rows": comparison.compared(shown),
        "problem": problem,
        "back": f"{reverse('providers:provider_list')}?{request.GET.get('back', '')}".rstrip("?"),
        "today": timezone.localdate(),
    }
    return render(request, "providers/catalogue_compare.html", context)


@allow(Permission.PROVIDER_VIEW)
def catalogue_compare_pdf(request):
    shown, problem = _compared(request)
    if problem:
        messages.error(request, problem)
        return redirect("providers:provider_list")
    pdf = comparison_pdf_of(shown, request.user.organisation, timezone.localdate())
    return _download(pdf, "providers-compared", "pdf")


def _whole(request):
    """(catalogue, its entries on one page, None), or (catalogue, None, where to go instead)."""
    catalogue = _catalogue(request)
    if catalogue.form.errors:
        # The list itself says beside the field what is wrong with the question.
        return catalogue, None, redirect(_list_address(request))
    shown = entries(catalogue.qs, catalogue.distances, on=catalogue.on, wanted=catalogue.wanted)
    return catalogue, shown, None


@allow(Permission.PROVIDER_VIEW)
def catalogue_pdf(request):
    catalogue, shown, elsewhere = _whole(request)
    if elsewhere:
        return elsewhere
    try:
        pdf = catalogue_pdf_of(shown, catalogue, request.user.organisation, timezone.localdate())
    except RenderError as refusal:
        messages.error(request, str(refusal))
        return redirect(_list_address(request))
    return _download(pdf, "providers", "pdf")


@allow(Permission.PROVIDER_VIEW)
def catalogue_csv(request):
    catalogue, shown, elsewhere = _whole(request)
    if elsewhere:
        return elsewhere
    words = filter_words(catalogue.form) or "None: the whole catalogue"
    rows = comparison.spreadsheet_rows(shown, words)
    return csv_response(_name("providers", "csv"), comparison.columns(catalogue.on), rows)


@allow(Permission.PROVIDER_VIEW)
def catalogue_xlsx(request):
    catalogue, shown, elsewhere = _whole(request)
    if elsewhere:
        return elsewhere
    words = filter_words(catalogue.form) or "None: the whole catalogue"
    notes = [
        ("Made on", timezone.localdate()),
        ("For", str(request.user.organisation)),
        ("Filters", words),
        ("Providers", len(shown)),
        ("Note", comparison.NOTE),
    ]
    rows = comparison.spreadsheet_rows(shown, words)
    columns = comparison.columns(catalogue.on)
    return xlsx_response(_name("providers", "xlsx"), columns, rows, notes)


def _list_address(request):
    """The list itself, with the question that is being asked."""
    return f"{reverse('providers:provider_list')}?{request.GET.urlencode()}"


def _name(what, kind):
    return f"{what}-{timezone.localdate():%Y-%m-%d}.{kind}"


def _download(content, what, kind):
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(what, kind)}"'
    return response
