from django.apps import AppConfig


class FlagsConfig(AppConfig):
    name = "apcommission.flags"
    label = "flags"
