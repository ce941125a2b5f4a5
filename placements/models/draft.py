from django.db import models
from django.urls import reverse

from apcommission.accounts.models import Organisation, Person
from placements.models.pupil import Pupil


class PlacementDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own organisation's: a colleague may finish what one began."""
        if user.organisation is None:
            return self.none()
        return self.filter(organisation_id=user.organisation.pk)

    def with_names(self):
        return self.select_related("pupil", "person", "authority")

    def newest_first(self):
        return self.order_by("-changed_at", "-pk")


class PlacementDraft(models.Model):
    """A request for a placement that is being written; gone once it is sent.

    `data` holds what was typed on each step, by the step's name, as lists of strings: the forms
    read it again, so that a draft is judged by the rules of the day on which it is sent.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="drafts")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PlacementDraftQuerySet.as_manager()

    def __str__(self):
        return f"Draft request for pupil {self.pupil_id}"

    def get_absolute_url(self):
        return reverse("placements:draft_detail", args=[self.pk])
