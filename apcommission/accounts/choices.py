"""The words of this app."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    AUTHORITY = "authority", "Local authority"
    SCHOOL = "school", "School"
    PROVIDER = "provider", "Provider"
    FORUM = "forum", "Schools Forum"


class Role(TextChoices):
    COMMISSIONER = "commissioner", "AP commissioner"
    OFFICER = "officer", "LA officer"
    FINANCE_OFFICER = "finance_officer", "Finance officer"
    SCHOOL_LEAD = "school_lead", "School lead"
    SCHOOL_ATTENDANCE = "school_attendance", "Attendance officer"
    PROVIDER_LEAD = "provider_lead", "Provider lead"
    PROVIDER_STAFF = "provider_staff", "Provider staff"
    FORUM_MEMBER = "forum_member", "Schools Forum member"
