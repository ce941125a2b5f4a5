from django.urls import path

from providers.views import approval, catalogue, offer, provider, site

app_name = "providers"
urlpatterns = [
    path("", catalogue.provider_list, name="provider_list"),
    path("add/", provider.provider_add, name="provider_add"),
    path("<int:pk>/", provider.provider_detail, name="provider_detail"),
    path("<int:pk>/edit/", provider.provider_edit, name="provider_edit"),
    path("<int:pk>/sites/add/", site.site_add, name="site_add"),
    path("sites/<int:pk>/edit/", site.site_edit, name="site_edit"),
    path("sites/<int:pk>/staff/", site.site_staff, name="site_staff"),
    path("<int:pk>/offers/add/", offer.offer_add, name="offer_add"),
    path("offers/<int:pk>/edit/", offer.offer_edit, name="offer_edit"),
    path("<int:pk>/approval/", approval.approval_decide, name="approval_decide"),
    path("<int:pk>/approval/check/", approval.approval_check, name="approval_check"),
]
