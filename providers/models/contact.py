from django.db import models
from django.db.models.functions import Lower

from providers.choices import SAFEGUARDING_CONTACTS, ContactRole
from providers.models.provider import Provider
from providers.models.site import Site
from providers.rules import TRAINING_MONTHS, months_after, training_state


class SiteContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(site__in=Site.objects.visible_to(user))

    def of(self, provider):
        return self.filter(provider=provider)

    def with_site(self):
        return self.select_related("site__provider__organisation")

    def in_order(self):
        """The head first, then the safeguarding leads; by name within a role."""
        order = models.Case(
            *[models.When(role=role, then=models.Value(n)) for n, role in enumerate(ContactRole)]
        )
        return self.order_by("site", order, Lower("name"))


class SiteContact(models.Model):
    """Whom to ring at a site, and for what."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="contacts")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=ContactRole)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    # The last safeguarding training of a designated lead or deputy.
    trained_on = models.DateField(null=True, blank=True)

    objects = SiteContactQuerySet.as_manager()

    def __str__(self):
        return f"{self.name}, {self.get_role_display().lower()}"

    @property
    def is_safeguarding(self):
        """Whether two-yearly training is asked of them."""
        return self.role in SAFEGUARDING_CONTACTS

    @property
    def training_ends_on(self):
        return self.trained_on and months_after(self.trained_on, TRAINING_MONTHS)

    def training(self, on):
        """The state of the training on a date (rules.training_state); empty for other roles."""
        return training_state(self.trained_on, on) if self.is_safeguarding else ""
