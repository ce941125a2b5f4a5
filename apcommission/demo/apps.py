from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "apcommission.demo"
    label = "demo"

    def ready(self):
        if settings.DEMO and settings.DEMO_SHIFT_SECONDS:
            # Late import: only a demo that lives on another day needs its clock.
            from apcommission.demo import clock  # noqa: PLC0415

            clock.shift(settings.DEMO_SHIFT_SECONDS)
