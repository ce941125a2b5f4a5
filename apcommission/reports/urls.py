from django.urls import path

from apcommission.reports.views import (
    flags,
    forum,
    home,
    market,
    registration,
    search,
    thresholds,
    vacancies,
)

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("flags/", flags.flag_list, name="flag_list"),
    path("flags/<int:pk>/", flags.flag_detail, name="flag_detail"),
    path("flags/<int:pk>/acknowledge/", flags.flag_acknowledge, name="flag_acknowledge"),
    path("thresholds/", thresholds.threshold_list, name="threshold_list"),
    path("thresholds/<slug:rule>/<slug:name>/", thresholds.threshold_set, name="threshold_set"),
    path("registration/", registration.registration_list, name="registration_list"),
    path("registration/<int:pk>/", registration.registration_detail, name="registration_detail"),
    path("vacancies/", vacancies.vacancy_board, name="vacancy_board"),
    path("market/", market.market_gap, name="market_gap"),
    path("market/<slug:kind>/", market.market_gap_list, name="market_gap_list"),
    path("market/file.<slug:kind>", market.market_gap_file, name="market_gap_file"),
    path("forum/", forum.forum_report_list, name="forum_report_list"),
    path("forum/add/", forum.forum_report_add, name="forum_report_add"),
    path("forum/<int:pk>/", forum.forum_report_detail, name="forum_report_detail"),
    path("forum/<int:pk>/publish/", forum.forum_report_publish, name="forum_report_publish"),
    path("forum/<int:pk>/withdraw/", forum.forum_report_withdraw, name="forum_report_withdraw"),
    path("forum/<int:pk>/pdf/", forum.forum_report_pdf, name="forum_report_pdf"),
    path("forum/<int:pk>/csv/", forum.forum_report_csv, name="forum_report_csv"),
]
