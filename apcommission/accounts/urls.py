from django.urls import path

from apcommission.accounts.views import (
    health,
    history,
    invitations,
    members,
    pages,
    school_import,
    sign_in,
)

app_name = "accounts"
urlpatterns = [
    path("account/", sign_in.account_detail, name="account_detail"),
    path("account/second-factor/", sign_in.second_factor, name="second_factor"),
    path("account/switch/", sign_in.membership_switch, name="membership_switch"),
    path("account/demo/", sign_in.demo_sign_in, name="demo_sign_in"),
    path(
        "account/invitation/<str:token>/",
        invitations.invitation_accept,
        name="invitation_accept",
    ),
    path("people/", members.member_list, name="member_list"),
    path("people/invite/", members.member_invite, name="member_invite"),
    path("people/<int:pk>/", members.member_edit, name="member_edit"),
    path("people/<int:pk>/end/", members.member_end, name="member_end"),
    path(
        "people/invitations/<int:pk>/withdraw/",
        members.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("schools/import/", school_import.school_import, name="school_import"),
    path(
        "schools/import/<int:pk>/",
        school_import.school_import_check,
        name="school_import_check",
    ),
    path(
        "schools/import/<int:pk>/problems/",
        school_import.school_import_problems,
        name="school_import_problems",
    ),
    path("history/", history.event_list, name="event_list"),
    path("history/pupils/<int:pk>/views/", history.pupil_view_list, name="pupil_view_list"),
    path("health/live/", health.health_live, name="health_live"),
    path("health/ready/", health.health_ready, name="health_ready"),
    path("roles/", pages.role_list, name="role_list"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
