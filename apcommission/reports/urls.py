from django.urls import path

from apcommission.reports.views import forum

app_name = "reports"
urlpatterns = [
    path("forum/", forum.forum_report_list, name="forum_report_list"),
    path("forum/add/", forum.forum_report_add, name="forum_report_add"),
    path("forum/<int:pk>/", forum.forum_report_detail, name="forum_report_detail"),
    path("forum/<int:pk>/publish/", forum.forum_report_publish, name="forum_report_publish"),
    path("forum/<int:pk>/withdraw/", forum.forum_report_withdraw, name="forum_report_withdraw"),
    path("forum/<int:pk>/pdf/", forum.forum_report_pdf, name="forum_report_pdf"),
    path("forum/<int:pk>/csv/", forum.forum_report_csv, name="forum_report_csv"),
]
