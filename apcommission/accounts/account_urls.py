"""Our pages in the place of allauth's under /account/: this list is read before allauth's."""

from django.urls import path, re_path

from apcommission.accounts.views.sign_in import not_offered, passkey_remove

urlpatterns = [
    path("2fa/webauthn/keys/<int:pk>/remove/", passkey_remove, name="passkey_remove"),
    # People are invited; an address is changed by a new invitation.
    path("signup/", not_offered, name="not_offered"),
    path("email/", not_offered, name="not_offered"),
    path("confirm-email/", not_offered, name="not_offered"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", not_offered, name="not_offered"),
    path("password/set/", not_offered, name="not_offered"),
    path("login/code/confirm/", not_offered, name="not_offered"),
]
