from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.documents.kept import KeptFile
from providers.models import Provider
from qa.models.framework import Standard
from qa.models.visit import Visit


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A photo may show what schools need not see: they see those of their own visits only."""
        photos = self.filter(visit__in=Visit.objects.visible_to(user))
        if user.organisation and user.organisation.kind == OrganisationKind.SCHOOL:
            return photos.filter(visit__school=user.organisation)
        return photos

    def without_content(self):
        return self.defer("content")

    def of_drafts(self):
        return self.filter(visit__status="draft")


class Photo(KeptFile):
    """A picture taken on a visit, drawn anew when it came so that it does not say where it was
    taken."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    # Read out to whoever cannot see the picture.
    caption = models.CharField(max_length=200)
    content = models.BinaryField()
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.caption
