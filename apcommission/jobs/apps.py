from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "apcommission.jobs"
    label = "jobs"
