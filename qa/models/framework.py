from django.db import models

from apcommission.accounts.models import Organisation


class FrameworkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """National ones are everybody's; an authority's own are its own."""
        if user.organisation is None:
            return self.none()
        return self.usable_by(user.organisation.area_id)

    def usable_by(self, authority_id):
        return self.filter(models.Q(authority__isnull=True) | models.Q(authority_id=authority_id))

    def on(self, date):
        """In force on the date, newest first."""
        return self.filter(in_force_from__lte=date).order_by("-in_force_from")


class Framework(models.Model):
    """A dated set of standards; an old visit always reads with the standards of its day."""

    # Empty: a national framework.
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="frameworks"
    )
    name = models.CharField(max_length=150)
    source = models.CharField(max_length=300)
    in_force_from = models.DateField()

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name", "in_force_from"],
                name="framework_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.in_force_from:%B %Y})"


class StandardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(framework__in=Framework.objects.visible_to(user))


class Standard(models.Model):
    """One standard of a framework, summarised in our own words."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="standards")
    number = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=100)
    summary = models.CharField(max_length=300)
    # The wording is our summary; False where the official text has not been checked line by line.
    is_confirmed = models.BooleanField(default=False)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="standard_once")
        ]

    def __str__(self):
        return f"{self.number} {self.summary}"
