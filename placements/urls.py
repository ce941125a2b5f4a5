from django.urls import path

from placements.views import (
    draft,
    feedback,
    fit,
    merge,
    placement,
    plan,
    pupil,
    pupil_import,
    pupil_section,
    review,
    running,
    timetable,
)

app_name = "placements"
urlpatterns = [
    path("pupils/", pupil.pupil_list, name="pupil_list"),
    path("pupils/add/", pupil.pupil_add, name="pupil_add"),
    path("pupils/import/", pupil_import.pupil_import, name="pupil_import"),
    path(
        "pupils/import/template/",
        pupil_import.pupil_import_template,
        name="pupil_import_template",
    ),
    path("pupils/import/<int:pk>/", pupil_import.pupil_import_check, name="pupil_import_check"),
    path(
        "pupils/import/<int:pk>/problems/",
        pupil_import.pupil_import_problems,
        name="pupil_import_problems",
    ),
    path("pupils/duplicates/", merge.duplicate_list, name="duplicate_list"),
    path("pupils/claims/<int:pk>/", merge.claim_settle, name="claim_settle"),
    path("pupils/<int:pk>/merge/<int:other>/", merge.pupil_merge, name="pupil_merge"),
    path("pupils/<int:pk>/apart/<int:other>/", merge.pupil_apart, name="pupil_apart"),
    path("pupils/<int:pk>/", pupil.pupil_detail, name="pupil_detail"),
    path("pupils/<int:pk>/providers/", fit.provider_fit, name="provider_fit"),
    path("pupils/<int:pk>/edit/<slug:section>/", pupil_section.pupil_edit, name="pupil_edit"),
    path("pupils/<int:pk>/profile/", pupil_section.pupil_profile_edit, name="pupil_profile_edit"),
    path("pupils/<int:pk>/school/", pupil_section.pupil_school_edit, name="pupil_school_edit"),
    path("pupils/<int:pk>/address/", pupil_section.address_edit, name="address_edit"),
    path("pupils/<int:pk>/contacts/add/", pupil_section.contact_add, name="contact_add"),
    path(
        "pupils/<int:pk>/contacts/<int:contact>/", pupil_section.contact_edit, name="contact_edit"
    ),
    path(
        "pupils/<int:pk>/safeguarding/", pupil_section.safeguarding_edit, name="safeguarding_edit"
    ),
    path("pupils/<int:pk>/medical/", pupil_section.medical_edit, name="medical_edit"),
    path("placements/", placement.placement_list, name="placement_list"),
    path("placements/request/", draft.placement_request, name="placement_request"),
    path("placements/drafts/<int:pk>/", draft.draft_detail, name="draft_detail"),
    path("placements/drafts/<int:pk>/reason/", draft.draft_reason, name="draft_reason"),
    path("placements/drafts/<int:pk>/provider/", draft.draft_provider, name="draft_provider"),
    path("placements/drafts/<int:pk>/timetable/", draft.draft_timetable, name="draft_timetable"),
    path("placements/drafts/<int:pk>/plan/", draft.draft_plan, name="draft_plan"),
    path("placements/drafts/<int:pk>/check/", draft.draft_check, name="draft_check"),
    path("placements/drafts/<int:pk>/discard/", draft.draft_discard, name="draft_discard"),
    path("placements/<int:pk>/", placement.placement_detail, name="placement_detail"),
    path("placements/<int:pk>/answer/", running.placement_answer, name="placement_answer"),
    path("placements/<int:pk>/start/", running.placement_start, name="placement_start"),
    path("placements/<int:pk>/withdraw/", running.placement_withdraw, name="placement_withdraw"),
    path("placements/<int:pk>/pause/", running.placement_pause, name="placement_pause"),
    path("placements/<int:pk>/resume/", running.placement_resume, name="placement_resume"),
    path("placements/<int:pk>/end/", running.placement_end, name="placement_end"),
    path("placements/<int:pk>/timetable/", timetable.timetable_edit, name="timetable_edit"),
    path("placements/<int:pk>/plan/", plan.plan_edit, name="plan_edit"),
    path("placements/<int:pk>/feedback/", feedback.feedback_add, name="feedback_add"),
    path("placements/<int:pk>/review/", review.review_add, name="review_add"),
]
