from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from providers.catalogue import entries
from providers.filters import SORTS, CatalogueFilter
from providers.models import Provider

PAGE_SIZE = 20


@allow(Permission.PROVIDER_VIEW)
def provider_list(request):
    """The catalogue; a provider's own people go to their own entry."""
    organisation = request.user.organisation
    if organisation.kind == OrganisationKind.PROVIDER:
        return redirect("providers:provider_detail", organisation.pk)
    listed = Provider.objects.visible_to(request.user).listed_by(organisation.area_id)
    catalogue = CatalogueFilter(request.GET, queryset=listed, user=request.user)
    page = Paginator(catalogue.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": catalogue.form,
        "page": page,
        "entries": entries(page.object_list, catalogue.distances),
        "total": page.paginator.count,
        "is_filtered": catalogue.is_asked,
        "near": catalogue.near_text,
        "sorts": SORTS,
        "sort": catalogue.sort,
        "is_authority": organisation.kind == OrganisationKind.AUTHORITY,
        "may_add": request.user.may(Permission.APPROVAL_DECIDE),
    }
    return render(request, "providers/provider_list.html", context)
