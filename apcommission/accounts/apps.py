from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "apcommission.accounts"
    label = "accounts"

    def ready(self):
        # Late imports: models and checks need the app registry.
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from apcommission.accounts import checks  # noqa: F401, PLC0415
        from apcommission.accounts.row_security import protect_all  # noqa: PLC0415
        from apcommission.accounts.sign_in import note_new_authenticator  # noqa: PLC0415

        post_migrate.connect(protect_all, sender=self)
        authenticator_added.connect(note_new_authenticator)
