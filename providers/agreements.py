"""Who has accepted which text, and who has not: for the publisher's pages and the provider's."""

from dataclasses import dataclass, field

from apcommission.accounts.choices import OrganisationKind
from providers.choices import AgreementKind
from providers.models import Acceptance, Agreement, Provider
from providers.rules import ASKED_TO_ACCEPT


@dataclass(frozen=True)
class Text:
    """One version of a text beside how its acceptance stands."""

    agreement: object
    acceptance: object = None
    accepted: int = 0
    asked: int = 0


@dataclass(frozen=True)
class ProviderTexts:
    """What a provider has to accept, what it has accepted, and what it may read besides."""

    to_accept: list = field(default_factory=list)
    accepted: list = field(default_factory=list)
    others: list = field(default_factory=list)


def for_provider(user, on):
    """The texts in force or to come, of the authorities that list the provider and of the schools
    whose pupils it has; other schools' texts beside them."""
    texts = Agreement.objects.visible_to(user)
    shown = texts.current(on) | texts.to_come(on)
    done = {each.agreement_id: each for each in Acceptance.objects.visible_to(user).with_names()}
    placements = Provider.placements.rel.related_model.objects.visible_to(user).open()
    schools = set(placements.values_list("school_id", flat=True))
    to_accept, accepted, others = [], [], []
    for agreement in shown.with_names().in_list_order():
        text = Text(agreement, done.get(agreement.pk))
        if text.acceptance:
            accepted.append(text)
        elif agreement.school_id is None or agreement.school_id in schools:
            to_accept.append(text)
        else:
            others.append(text)
    return ProviderTexts(to_accept, accepted, others)


def published_by(user, on):
    """[(kind, [Text])]: the organisation's own texts in force or to come, with how many of those
    asked have accepted. A kind with no text yet has an empty list."""
    organisation = user.organisation
    texts = Agreement.objects.visible_to(user).by_publisher(organisation)
    shown = list((texts.current(on) | texts.to_come(on)).with_names().in_list_order())
    asked = set(asked_of(user, organisation).values_list("pk", flat=True))
    done = Acceptance.objects.visible_to(user).filter(agreement__in=shown, provider__in=asked)
    counts = {}
    for pk in done.values_list("agreement_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    is_school = organisation.kind == OrganisationKind.SCHOOL
    kinds = [AgreementKind.EXPECTATIONS] if is_school else list(AgreementKind)
    return [
        (
            kind,
            [
                Text(each, accepted=counts.get(each.pk, 0), asked=len(asked))
                for each in shown
                if each.kind == kind
            ],
        )
        for kind in kinds
    ]


def of_others(user, on):
    """The texts in force that others publish in the area: a school reads its authority's, an
    authority its schools'."""
    own = Agreement.objects.by_publisher(user.organisation)
    texts = Agreement.objects.visible_to(user).current(on).exclude(pk__in=own.values("pk"))
    return texts.with_names().in_list_order()


def who_accepted(agreement, user):
    """([Acceptance], [Provider that is asked and has not]) of one version."""
    accepted = Acceptance.objects.visible_to(user).of(agreement).with_names().newest_first()
    waiting = asked_of(user, agreement.publisher).exclude(
        pk__in=accepted.values("provider_id").order_by()
    )
    return list(accepted), list(waiting.with_names().by_name())


def asked_of(user, publisher):
    """Whom a publisher asks: an authority everybody on or about to be on its list; a school the
    providers that have its pupils, or are asked for a place."""
    if publisher.kind == OrganisationKind.SCHOOL:
        placements = Provider.placements.rel.related_model.objects.visible_to(user).open()
        return Provider.objects.filter(
            pk__in=placements.from_school(publisher).values("provider_id")
        )
    return Provider.objects.filter(
        pk__in=Provider.approvals.rel.related_model.objects.visible_to(user)
        .by_authority(publisher)
        .filter(status__in=ASKED_TO_ACCEPT)
        .values("provider_id")
    )
