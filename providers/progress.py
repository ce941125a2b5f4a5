"""What of an application is done, and what exactly is missing."""

from dataclasses import dataclass

from django.urls import reverse

from providers.checklist import checklist
from providers.choices import ContactRole
from providers.evidence_rules import TO_DO
from providers.models import Agreement, SiteContact
from providers.questions import questions_for


@dataclass(frozen=True)
class Part:
    """One task of the list; `missing` in words that follow "missing:"."""

    title: str
    url: str
    missing: tuple
    hint: str = ""

    @property
    def done(self):
        return not self.missing

    @property
    def status(self):
        return "incomplete"


def parts_of(application, on):
    """[Part] of the whole application, before check and send."""
    provider = application.provider
    return [
        _about(provider),
        _sites(provider),
        _offers(provider),
        _evidence(application, on),
        *_answers(application),
        _agreement(application, on),
    ]


def progress(parts):
    """(done, all)."""
    return sum(part.done for part in parts), len(parts)


def missing_of(parts):
    """What is missing, each in words."""
    return [f"{part.title} ({', '.join(part.missing)})" for part in parts if not part.done]


def _about(provider):
    facts = {
        "a description": provider.description,
        "the name of the legal body": provider.legal_name,
        "a phone number": provider.phone,
        "an email address": provider.email,
    }
    return Part(
        "About you",
        reverse("providers:provider_edit", args=[provider.pk]),
        tuple(name for name, value in facts.items() if not value),
        "Your legal body, what you do and how to reach you",
    )


def _sites(provider):
    sites = list(provider.sites.active().by_name())
    led = set(
        SiteContact.objects.of(provider)
        .filter(role=ContactRole.DSL)
        .values_list("site_id", flat=True)
    )
    missing = [] if sites else ["a site"]
    for site in sites:
        if not site.address:
            missing.append(f"the address of {site}")
        if site.pk not in led:
            missing.append(f"the designated safeguarding lead of {site}")
    return Part(
        "Sites and contacts",
        provider.get_absolute_url(),
        tuple(missing),
        "Where you teach, and whom to ring there",
    )


def _offers(provider):
    missing = () if provider.offers.active().exists() else ("an offer",)
    url = provider.get_absolute_url()
    return Part("What you offer", url, missing, "Programmes, ages, places and prices")


def _evidence(application, on):
    lines = checklist(application.provider, [application.authority], on)
    missing = tuple(
        f"{line.requirement.name}: {line.state.label.lower()}"
        for line in lines
        if line.is_needed and line.state in TO_DO
    )
    needed = sum(line.is_needed for line in lines)
    return Part(
        "Evidence",
        reverse("providers:evidence_list", args=[application.provider_id]),
        missing,
        f"{needed - len(missing)} of {needed} documents and statements given",
    )


def _answers(application):
    given = dict(application.answers.values_list("question", "answer"))
    for question in questions_for(application.provider):
        answered = given.get(question.key, "").strip()
        yield Part(
            question.title,
            reverse("providers:application_answer", args=[application.pk, question.key]),
            () if answered else ("your answer",),
        )


def _agreement(application, on):
    open_ones = (
        Agreement.objects.of_authority(application.authority)
        .current(on)
        .not_accepted_by(application.provider)
    )
    return Part(
        "Agreement to terms",
        reverse("providers:agreement_list"),
        tuple(f"your acceptance of {each}" for each in open_ones),
        f"The contract, terms and expectations of {application.authority}",
    )
