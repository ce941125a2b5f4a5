from django.urls import path

from providers.views import approval, catalogue, offer, provider, provider_import, public, site

app_name = "providers"
urlpatterns = [
    path("", catalogue.provider_list, name="provider_list"),
    path("compare/", catalogue.catalogue_compare, name="catalogue_compare"),
    path("compare/pdf/", catalogue.catalogue_compare_pdf, name="catalogue_compare_pdf"),
    path("list.pdf", catalogue.catalogue_pdf, name="catalogue_pdf"),
    path("list.csv", catalogue.catalogue_csv, name="catalogue_csv"),
    path("list.xlsx", catalogue.catalogue_xlsx, name="catalogue_xlsx"),
    path("public/", public.public_edit, name="public_edit"),
    path("add/", provider.provider_add, name="provider_add"),
    path("<int:pk>/", provider.provider_detail, name="provider_detail"),
    path("import/", provider_import.provider_import, name="provider_import"),
    path(
        "import/template.<slug:kind>",
        provider_import.provider_import_template,
        name="provider_import_template",
    ),
    path("import/<int:pk>/", provider_import.provider_import_check, name="provider_import_check"),
    path(
        "import/<int:pk>/problems/",
        provider_import.provider_import_problems,
        name="provider_import_problems",
    ),
    path("<int:pk>/edit/", provider.provider_edit, name="provider_edit"),
    path("<int:pk>/sites/add/", site.site_add, name="site_add"),
    path("sites/<int:pk>/edit/", site.site_edit, name="site_edit"),
    path("sites/<int:pk>/staff/", site.site_staff, name="site_staff"),
    path("<int:pk>/offers/add/", offer.offer_add, name="offer_add"),
    path("offers/<int:pk>/edit/", offer.offer_edit, name="offer_edit"),
    path("<int:pk>/approval/", approval.approval_decide, name="approval_decide"),
    path("<int:pk>/approval/check/", approval.approval_check, name="approval_check"),
    path("<int:pk>/approval/ask/", approval.approval_ask, name="approval_ask"),
    path("decisions/<int:pk>/affected/", approval.approval_affected, name="approval_affected"),
]
