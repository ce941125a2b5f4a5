"""Facts that need someone, and the thresholds they are judged by."""

from django.db import models
from django.db.models import Case, F, Q, When, Window
from django.db.models.functions import RowNumber

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.flags.choices import SubjectKind
from apcommission.flags.rules import Urgency, installed_rules, rule_named


class FlagQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk, for_authority=True)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk, for_school=True)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk, for_provider=True)
            case _:
                return self.none()

    def open(self):
        return self.filter(cleared_at__isnull=True)

    def of_rule(self, rule):
        return self.filter(rule=rule)

    def with_bodies(self):
        return self.select_related("authority", "school", "provider", "acknowledged_by")

    def same_subject_as(self, flag):
        """This flag's earlier and later returns, itself left out."""
        return self.filter(
            rule=flag.rule,
            subject_kind=flag.subject_kind,
            subject_id=flag.subject_id,
            part=flag.part,
            authority_id=flag.authority_id,
            school_id=flag.school_id,
        ).exclude(pk=flag.pk)

    def by_urgency(self):
        """What needs somebody now before what is for this week; then by what is due first."""
        at_once = [rule.name for rule in installed_rules() if rule.urgency == Urgency.NOW]
        band = Case(When(rule__in=at_once, then=0), default=1)
        return self.order_by(band, F("due_on").asc(nulls_last=True), "raised_at", "pk")

    def first_of_each_rule(self, most):
        """No more than so many of each rule, those due first: one rule never hides another."""
        due_first = [F("due_on").asc(nulls_last=True), F("raised_at").asc(), F("pk").asc()]
        place = Window(RowNumber(), partition_by=F("rule"), order_by=due_first)
        return self.annotate(place=place).filter(place__lte=most)

    def not_acknowledged(self):
        return self.filter(acknowledged_at__isnull=True)

    def acknowledged(self):
        return self.filter(acknowledged_at__isnull=False)

    def of_provider_registration(self, provider_id):
        """What the registration watch says of one provider."""
        return self.filter(
            rule__startswith="registration_",
            subject_kind=SubjectKind.PROVIDER,
            subject_id=provider_id,
        )

    def about(self, organisation_id):
        """Of one school, or of one provider."""
        return self.filter(Q(school_id=organisation_id) | Q(provider_id=organisation_id))


class Flag(models.Model):
    """One rule in breach for one subject: its numbers, since when, and who must act.

    `part` tells flags of one subject apart, such as "2026-11-23 am" for a missing register.
    Only one open flag exists for a rule, subject, part, authority and school; the database holds
    that. A flag that was cleared stays as it was; should the fact return, a new one is raised
    whose `reopened` says how often it has come back.
    """

    rule = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20, choices=SubjectKind)
    subject_id = models.IntegerField()
    part = models.CharField(max_length=40, blank=True)
    authority = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    school = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    provider = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    # Who is told now; a rule may tell the provider first and the others later.
    for_authority = models.BooleanField(default=False)
    for_school = models.BooleanField(default=False)
    for_provider = models.BooleanField(default=False)
    numbers = models.JSONField(default=dict)
    due_on = models.DateField(null=True, blank=True)
    raised_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_note = models.CharField(max_length=300, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id", "part", "authority", "school"],
                condition=Q(cleared_at__isnull=True),
                nulls_distinct=False,
                name="flag_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["authority"], condition=Q(cleared_at__isnull=True), name="flag_authority"
            ),
            models.Index(
                fields=["school"], condition=Q(cleared_at__isnull=True), name="flag_school"
            ),
            models.Index(
                fields=["provider"], condition=Q(cleared_at__isnull=True), name="flag_provider"
            ),
            # Earlier flags of the same subject, so that the history's size does not matter.
            models.Index(fields=["rule", "subject_kind", "subject_id"], name="flag_subject"),
        ]

    def __str__(self):
        return f"{self.rule} {self.subject_kind} {self.subject_id}"


class ThresholdQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority's own decisions."""
        organisation = user.organisation
        if organisation is None or organisation.kind != OrganisationKind.AUTHORITY:
            return self.none()
        return self.filter(authority_id=organisation.pk)

    def newest_first(self):
        return self.select_related("set_by").order_by("-in_force_from", "-pk")

    def in_force(self, date):
        return self.filter(in_force_from__lte=date).order_by("in_force_from", "pk")


class Threshold(models.Model):
    """An authority's own value of one setting of one rule, from a date; never overwritten."""

    authority = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    in_force_from = models.DateField()
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = ThresholdQuerySet.as_manager()

    def __str__(self):
        return f"{self.rule} {self.name} = {self.value} from {self.in_force_from}"

    @property
    def label(self):
        """The threshold in words; its name when the rule or the setting is no more."""
        rule = rule_named(self.rule)
        if rule is None or self.name not in rule.defaults():
            return self.name
        return f"{rule.title}: {rule.setting(self.name).label}"
