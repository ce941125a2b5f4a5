"""The working of the registration watch for one flag or one provider, as one viewer may see it."""

from dataclasses import dataclass

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.flags.thresholds import thresholds_for
from placements.models import Pupil
from placements.registration import (
    REGISTRATION_NEEDED,
    Count,
    has_reached,
    is_near,
    limits_of,
    own_children,
    registration_counts,
)

STATES = {
    "needs_to_register": "Needs to register",
    "near": "Close",
    "below": "Below",
    "registered": "Registered school",
}


@dataclass(frozen=True)
class Standing:
    """One provider against the thresholds, over every commissioner."""

    provider: object
    count: Count
    limits: dict

    @property
    def state(self):
        if self.provider.is_registered:
            return "registered"
        if has_reached(self.count, self.limits):
            return "needs_to_register"
        return "near" if is_near(self.count, self.limits) else "below"

    @property
    def state_label(self):
        return STATES[self.state]

    @property
    def headroom(self):
        """How many more full-time pupils it could take without an EHC plan or looked after."""
        if self.state in ("registered", "needs_to_register"):
            return None
        return int(self.limits["pupils"]) - 1 - self.count.full_time


def limits_for(user, today):
    """The thresholds of the viewer's own authority; the usual ones for a provider."""
    if user.organisation.kind == OrganisationKind.AUTHORITY:
        return limits_of(thresholds_for(REGISTRATION_NEEDED, user.organisation.pk, today))
    return limits_of(REGISTRATION_NEEDED.defaults())


def standings(providers, user, today):
    """[Standing] of these providers, worst first; one question to the door for them all."""
    limits = limits_for(user, today)
    totals = {
        row.provider_id: row
        for row in registration_counts(on=today, today=today)
        if row.authority_id is None
    }
    order = list(STATES)
    found = [
        Standing(provider, totals.get(provider.pk, nobody(provider)), limits)
        for provider in providers
    ]
    return sorted(
        found,
        key=lambda each: (
            order.index(each.state),
            -each.count.full_time,
            each.provider.name.lower(),
        ),
    )


def nobody(provider):
    return Count(provider.pk, None, 0, 0, 0, 0, 0)


def standing_of(provider, user, today):
    """(Standing, [(authority's name, full-time pupils)]) of one provider."""
    rows = registration_counts(on=today, today=today, provider=provider)
    total = next((row for row in rows if row.authority_id is None), nobody(provider))
    shares = {row.authority_id: row.full_time for row in rows if row.authority_id is not None}
    return Standing(provider, total, limits_for(user, today)), by_authority(shares)


def by_authority(shares):
    """[(name, number)] of {authority id: number}, by name."""
    names = Organisation.objects.authorities().in_bulk(shares)
    return sorted((names[pk].name, number) for pk, number in shares.items() if pk in names)


def working_today(provider, user, today):
    """[(Pupil, {hours, with_plan, looked_after, only_education, counted})] of the viewer's own
    pupils at the provider, most hours first: an authority's only."""
    if user.organisation.kind != OrganisationKind.AUTHORITY:
        return []
    hours = limits_for(user, today)["hours"]
    children = own_children(provider=provider, on=today, today=today)
    pupils = Pupil.objects.visible_to(user).in_bulk([child.pupil_id for child in children])
    return [
        (
            pupils[child.pupil_id],
            {
                **child._asdict(),
                "only_education": child.only_education and child.hours <= hours,
                "counted": child.hours > hours or child.only_education,
            },
        )
        for child in children
        if child.pupil_id in pupils
    ]
