from django.urls import path

from qa.views import action, visit, visit_steps

app_name = "qa"
urlpatterns = [
    path("", visit.visit_list, name="visit_list"),
    path("add/", visit.visit_add, name="visit_add"),
    path("<int:pk>/", visit.visit_detail, name="visit_detail"),
    path("<int:pk>/record/", visit_steps.visit_record, name="visit_record"),
    path("<int:pk>/check/", visit_steps.visit_check, name="visit_check"),
    path("<int:pk>/sign-off/", visit_steps.visit_sign_off, name="visit_sign_off"),
    path("<int:pk>/send-back/", visit_steps.visit_return, name="visit_return"),
    path("<int:pk>/actions/add/", action.action_add, name="action_add"),
    path("actions/<int:pk>/close/", action.action_close, name="action_close"),
]
