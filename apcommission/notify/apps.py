from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "apcommission.notify"
    label = "notify"
