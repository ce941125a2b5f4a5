from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "apcommission.design"
    label = "design"
