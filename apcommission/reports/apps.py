from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "apcommission.reports"
    label = "reports"
