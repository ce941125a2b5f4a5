from django.apps import AppConfig


class TermsConfig(AppConfig):
    name = "apcommission.terms"
    label = "terms"
