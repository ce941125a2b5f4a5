from django.urls import path

from apcommission.terms import views

app_name = "terms"
urlpatterns = [
    path("", views.calendar_detail, name="calendar_detail"),
    path("closures/add/", views.closure_add, name="closure_add"),
    path("closures/<int:pk>/remove/", views.closure_remove, name="closure_remove"),
    path("half-terms/<int:year>/", views.half_term_edit, name="half_term_edit"),
]
