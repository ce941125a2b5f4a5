"""Flags in words, for one viewer: the subject's name is looked up within that viewer's scope."""

from dataclasses import dataclass

from django.urls import reverse

from apcommission.flags.choices import SubjectKind
from apcommission.flags.rules import Urgency, rule_named
from placements.models import Placement, Pupil
from providers.models import OffListDeclaration, Provider, Site

GONE = "a record that is no longer here"


@dataclass(frozen=True)
class FlagLine:
    """One flag as a viewer reads it, with the one thing to do about it."""

    flag: object
    rule: object
    subject: str
    pupil: object
    url: str
    action: str

    @property
    def title(self):
        return self.rule.title if self.rule else self.flag.rule

    @property
    def sentence(self):
        return self.rule.sentence(self.flag, self.subject) if self.rule else self.subject

    @property
    def urgency(self):
        return self.rule.urgency if self.rule else Urgency.THIS_WEEK

    @property
    def colour(self):
        return "red" if self.urgency == Urgency.NOW else "orange"

    @property
    def detail_url(self):
        return reverse("reports:flag_detail", args=[self.flag.pk])


def flag_lines(flags, user):
    """[FlagLine] of these flags; one query for each kind of subject, none for each flag."""
    flags = list(flags)
    subjects = {
        SubjectKind.PLACEMENT: _found(
            flags, SubjectKind.PLACEMENT, Placement.objects.visible_to(user).with_names()
        ),
        SubjectKind.PUPIL: _found(flags, SubjectKind.PUPIL, Pupil.objects.visible_to(user)),
        SubjectKind.SITE: _found(
            flags, SubjectKind.SITE, Site.objects.select_related("provider__organisation")
        ),
        SubjectKind.PROVIDER: _found(
            flags, SubjectKind.PROVIDER, Provider.objects.select_related("organisation")
        ),
        SubjectKind.DECLARATION: _found(
            flags, SubjectKind.DECLARATION, OffListDeclaration.objects.visible_to(user).with_names()
        ),
    }
    return [_line(flag, subjects, user) for flag in flags]


def _found(flags, kind, records):
    ids = {flag.subject_id for flag in flags if flag.subject_kind == kind}
    return records.in_bulk(ids) if ids else {}


def _line(flag, subjects, user):
    subject = subjects.get(flag.subject_kind, {}).get(flag.subject_id)
    rule = rule_named(flag.rule)
    may = rule is not None and subject is not None and user.may(rule.permission)
    pupil = subject if isinstance(subject, Pupil) else getattr(subject, "pupil", None)
    return FlagLine(
        flag=flag,
        rule=rule,
        subject=_name(subject),
        pupil=pupil,
        url=rule.url(flag) if may else reverse("reports:flag_detail", args=[flag.pk]),
        action=rule.action if may else "See the flag",
    )


def _name(subject):
    match subject:
        case None:
            return GONE
        case Placement():
            return f"{subject.pupil} at {subject.provider}"
        case Site():
            return f"{subject}, {subject.provider}"
    return str(subject)
