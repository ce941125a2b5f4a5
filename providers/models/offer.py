from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When

from providers.choices import (
    AbsenceCharge,
    HalfDay,
    Need,
    OfferType,
    PriceUnit,
    Subject,
    Transport,
    Vat,
    Weekday,
)
from providers.models.provider import Provider
from providers.models.site import Site, all_half_days
from providers.rules import (
    HALF_DAYS_IN,
    KEY_STAGE_AGES,
    closed_half_days,
    key_stages_between,
    spoken_half_days,
)


class OfferQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(provider__in=Provider.objects.visible_to(user))

    def active(self):
        return self.filter(is_active=True, site__is_active=True)

    def of(self, provider):
        return self.filter(provider=provider)

    def of_any(self, providers):
        return self.filter(provider__in=providers)

    def with_word(self, word):
        return self.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(qualifications__icontains=word)
        )

    def suiting(self, *, age=None, needs=(), subjects=(), weekdays=(), half_days=()):
        """For this age; any of these needs; any of these subjects; on all of these weekdays, at
        least half of each; in all of these half-days."""
        found = self
        if age is not None:
            found = found.filter(age_from__lte=age, age_to__gte=age)
        if needs:
            found = found.filter(needs__overlap=list(needs))
        if subjects:
            found = found.filter(subjects__overlap=list(subjects))
        for day in weekdays:
            found = found.filter(half_days__overlap=[f"{day}am", f"{day}pm"])
        if half_days:
            found = found.filter(half_days__contains=list(half_days))
        return found

    def for_key_stage(self, key_stage):
        """Its ages reach into the key stage."""
        first, last = KEY_STAGE_AGES[key_stage]
        return self.filter(age_from__lt=last, age_to__gte=first)

    def leading_to(self, text):
        """Every word stands in the qualifications."""
        found = self
        for word in text.split():
            found = found.filter(qualifications__icontains=word)
        return found

    def of_types(self, types):
        return self.filter(type__in=types)

    def with_transport(self, kinds):
        return self.filter(transport__in=kinds)

    def costing(self, bands):
        """With a list price of a half-day within any of these bands, [(above, at most)] in pence;
        None is without limit."""
        within = Q(pk__in=[])
        for above, most in bands:
            band = Q(half_day_pence__gt=above)
            within |= band if most is None else band & Q(half_day_pence__lte=most)
        return self.priced().filter(within)

    def with_provider(self):
        return self.select_related("provider__organisation")

    def priced(self):
        """Each with `half_day_pence`, the price of a half-day (rules.HALF_DAYS_IN)."""
        half_days = Case(
            *[When(price_unit=unit, then=Value(number)) for unit, number in HALF_DAYS_IN.items()],
            output_field=models.DecimalField(max_digits=6, decimal_places=2),
        )
        return self.annotate(half_day_pence=F("price_pence") / half_days)

    def in_order(self):
        return self.order_by("site__name", "title")

    def at(self, site):
        return self.filter(site=site)


class Offer(models.Model):
    """What a provider sells at a site: for whom, what is taught, how many places, at what price."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="offers")
    site = models.ForeignKey(Site, models.CASCADE, related_name="offers")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    needs = ArrayField(models.CharField(max_length=20, choices=Need), default=list, blank=True)
    subjects = ArrayField(
        models.CharField(max_length=20, choices=Subject), default=list, blank=True
    )
    qualifications = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=20, choices=OfferType, blank=True)
    half_days = ArrayField(models.CharField(max_length=3, choices=HalfDay), default=all_half_days)
    # Pupils taught together; 1 is one to one, empty is not said.
    group_size = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.PositiveSmallIntegerField("places in a half-day", default=8)
    price_pence = models.PositiveIntegerField()
    price_unit = models.CharField(max_length=10, choices=PriceUnit)
    vat = models.CharField(max_length=10, choices=Vat, blank=True)
    minimum_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    absence_charge = models.CharField(max_length=10, choices=AbsenceCharge, blank=True)
    transport = models.CharField(max_length=10, choices=Transport, blank=True)
    transport_note = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_ages_in_order", condition=Q(age_to__gte=F("age_from"))
            )
        ]

    def __str__(self):
        return self.title

    @property
    def price_pounds(self):
        return self.price_pence / 100

    @property
    def need_labels(self):
        return [Need(need).label for need in self.needs]

    @property
    def subject_labels(self):
        return [Subject(subject).label for subject in self.subjects]

    @property
    def weekdays(self):
        """The days, 1 (Monday) to 5, on which it is taught for at least half a day."""
        return sorted({int(half_day[0]) for half_day in self.half_days})

    @property
    def key_stages(self):
        return key_stages_between(self.age_from, self.age_to)

    @property
    def key_stage_labels(self):
        """ "Key stage 3, Key stage 4"."""
        return ", ".join(stage.label.partition(" (")[0] for stage in self.key_stages)

    @property
    def when(self):
        """The half-days on which it is taught, in words."""
        return spoken_half_days(self.half_days)

    @property
    def grouping(self):
        """ "One to one", "Groups of up to 6", or nothing where it is not said."""
        if self.group_size is None:
            return ""
        return "One to one" if self.group_size == 1 else f"Groups of up to {self.group_size}"

    @property
    def closed_half_days(self):
        """Its half-days on which its site is closed."""
        return closed_half_days(self.half_days, self.site.half_days)

    @property
    def weekday_labels(self):
        """ "Monday to Friday", or the days."""
        if sorted(self.weekdays) == list(Weekday):
            return ["Monday to Friday"]
        return [Weekday(day).label for day in sorted(self.weekdays)]
