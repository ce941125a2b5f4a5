from django.db import models

from apcommission.accounts.models import Organisation
from placements.models.pupil import Pupil


class DslOnlyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nothing but for a designated safeguarding lead, of pupils in scope."""
        if not user.is_dsl:
            return self.none()
        return self.filter(pupil__in=Pupil.objects.visible_to(user))

    def of(self, pupil):
        return self.filter(pupil=pupil)


class PupilSafeguarding(models.Model):
    """What only a designated safeguarding lead reads; a table of its own with its own policy."""

    pupil = models.OneToOneField(
        Pupil, models.CASCADE, primary_key=True, related_name="safeguarding"
    )
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    is_child_protection = models.BooleanField("child protection plan", default=False)
    is_child_in_need = models.BooleanField("child in need plan", default=False)
    social_worker = models.CharField(max_length=150, blank=True)
    social_worker_phone = models.CharField(max_length=40, blank=True)
    social_worker_email = models.EmailField(blank=True)
    detail = models.TextField(blank=True)

    objects = DslOnlyQuerySet.as_manager()

    def __str__(self):
        return f"Safeguarding record of pupil {self.pupil_id}"


class PupilMedical(models.Model):
    """Medical detail, for designated safeguarding leads only (roles.DSL_PERMISSIONS)."""

    pupil = models.OneToOneField(Pupil, models.CASCADE, primary_key=True, related_name="medical")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    conditions = models.TextField(blank=True)
    allergies = models.TextField(blank=True)
    medication = models.TextField(blank=True)
    emergency_plan = models.TextField("what to do in an emergency", blank=True)
    doctor = models.CharField("doctor or surgery", max_length=150, blank=True)

    objects = DslOnlyQuerySet.as_manager()

    def __str__(self):
        return f"Medical record of pupil {self.pupil_id}"
