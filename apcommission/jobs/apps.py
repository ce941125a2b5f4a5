from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "apcommission.jobs"
    label = "jobs"

    def ready(self):
        # Late: the rules import models, which exist only once every app is loaded.
        from apcommission.flags.rules import install  # noqa: PLC0415
        from apcommission.jobs.rules import RULES  # noqa: PLC0415

        install(RULES)
