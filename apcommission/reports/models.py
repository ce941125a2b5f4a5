"""What a report said on its day: the words and the figures, frozen."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.reports.choices import ForumPurpose, ReportStatus


class ForumReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.FORUM:
                return self.filter(authority_id=organisation.authority_id).published()
            case _:
                return self.none()

    def published(self):
        return self.filter(status=ReportStatus.PUBLISHED)

    def newest_first(self):
        return self.order_by("-as_at", "-pk")

    def without_files(self):
        """The reports without their PDFs, which only the download needs."""
        return self.defer("pdf").annotate(
            pdf_is_ready=models.ExpressionWrapper(
                Q(pdf__isnull=False), output_field=models.BooleanField()
            )
        )

    def awaiting_pdf(self):
        return self.filter(pdf__isnull=True)


class ForumReport(models.Model):
    """One paper to the Schools Forum. No name of a child is ever in its figures, and counts that
    are small are suppressed before they are stored."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    purpose = models.CharField(max_length=20, choices=ForumPurpose)
    recommendation = models.TextField()
    as_at = models.DateField()
    status = models.CharField(max_length=20, choices=ReportStatus, default=ReportStatus.DRAFT)
    figures = models.JSONField()
    pdf = models.BinaryField(null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ForumReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="forum_report_published_has_a_time",
                condition=Q(status="draft") | Q(published_at__isnull=False),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:forum_report_detail", args=[self.pk])
