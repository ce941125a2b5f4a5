from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import HalfDay, KeyStage, Need, Subject


class PublicCatalogueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own; what it shows to everybody goes through a door of its own
        (providers/public_door.py)."""
        organisation = user.organisation
        if organisation and organisation.kind == OrganisationKind.AUTHORITY:
            return self.filter(authority_id=organisation.pk)
        return self.none()


class PublicCatalogue(models.Model):
    """Whether an authority shows its list of approved providers to anyone, and under which
    address."""

    authority = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="public_catalogue"
    )
    is_on = models.BooleanField(default=False)
    address = models.SlugField(max_length=60, unique=True)
    introduction = models.TextField(blank=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = PublicCatalogueQuerySet.as_manager()

    def __str__(self):
        return f"Public catalogue of {self.authority}"

    def get_absolute_url(self):
        return reverse("public:public_catalogue", args=[self.address])


class SearchMissQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees those of its area."""
        organisation = user.organisation
        if organisation and organisation.kind == OrganisationKind.AUTHORITY:
            return self.filter(authority_id=organisation.pk)
        return self.none()

    def since(self, date):
        return self.filter(searched_at__date__gte=date)


class SearchMiss(models.Model):
    """A search of the catalogue that found nothing: what the market lacks. No child is in it."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    searched_at = models.DateTimeField(auto_now_add=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    key_stage = models.CharField(max_length=3, choices=KeyStage, blank=True)
    needs = ArrayField(models.CharField(max_length=20, choices=Need), default=list, blank=True)
    subjects = ArrayField(
        models.CharField(max_length=20, choices=Subject), default=list, blank=True
    )
    half_days = ArrayField(
        models.CharField(max_length=3, choices=HalfDay), default=list, blank=True
    )
    # The outward half of the postcode, and how far the search reached from it in km.
    area = models.CharField(max_length=4, blank=True)
    within_km = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=100, blank=True)
    # The rest of what was asked, as the page's address says it.
    question = models.CharField(max_length=500)

    objects = SearchMissQuerySet.as_manager()

    def __str__(self):
        return self.question

    @property
    def need_labels(self):
        return [Need(need).label for need in self.needs]

    @property
    def subject_labels(self):
        return [Subject(subject).label for subject in self.subjects]
