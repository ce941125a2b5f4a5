"""Two authorities, three schools, two providers, and a child in each corner whose name is a
canary: a string that may stand only in pages of people in whose scope the child is."""

import datetime as dt
from dataclasses import dataclass, field

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.roles import ROLES
from tests.factories.accounts import AuthorityFactory, ForumFactory, SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

# Monday 23 November 2026, in term.
TODAY = dt.date(2026, 11, 23)


@dataclass
class Corner:
    """One child with one placement, and the records that hang from it."""

    name: str
    placement: object
    slot: object
    records: dict = field(default_factory=dict)

    @property
    def canary(self):
        return self.placement.pupil.surname

    def visible_to(self, user):
        organisation = user.organisation.pk
        return organisation in (
            self.placement.authority_id,
            self.placement.school_id,
            self.placement.provider_id,
        )


@dataclass
class World:
    authority: object
    other_authority: object
    corners: list
    people: dict

    def corner(self, name):
        return next(corner for corner in self.corners if corner.name == name)

    def hidden_from(self, user):
        """The canaries that must never stand in a page of this user."""
        if user.organisation.kind == OrganisationKind.FORUM:
            return [corner.canary for corner in self.corners]
        return [c.canary for c in self.corners if not c.visible_to(user)]


def corner(name, *, school, provider, site):
    pupil = PupilFactory(school=school, forename="Child", surname=f"Canary{name}Zq")
    placement = PlacementFactory(pupil=pupil, provider=provider)
    return Corner(name, placement, SlotFactory(placement=placement, site=site))


def build():
    ours, theirs = AuthorityFactory(name="Elmshire"), AuthorityFactory(name="Oakborough")
    hill = SchoolFactory(name="Hillside School", authority=ours)
    vale = SchoolFactory(name="Vale School", authority=ours)
    quay = SchoolFactory(name="Quay School", authority=theirs)
    farm = ProviderFactory(organisation__name="Bridge Farm")
    mill = ProviderFactory(organisation__name="Mill Studio")
    for authority in (ours, theirs):
        for provider in (farm, mill):
            ApprovalFactory(authority=authority, provider=provider)
    farm_site = SiteFactory(provider=farm, name="Main yard")
    mill_site = SiteFactory(provider=mill, name="Top floor")
    OfferFactory(site=farm_site)
    OfferFactory(site=mill_site)
    corners = [
        corner("Own", school=hill, provider=farm, site=farm_site),
        corner("OtherSchool", school=vale, provider=farm, site=farm_site),
        corner("OtherProvider", school=hill, provider=mill, site=mill_site),
        corner("Neighbour", school=quay, provider=farm, site=farm_site),
        corner("Foreign", school=quay, provider=mill, site=mill_site),
    ]
    organisations = {
        OrganisationKind.AUTHORITY: ours,
        OrganisationKind.SCHOOL: hill,
        OrganisationKind.PROVIDER: farm.organisation,
        OrganisationKind.FORUM: ForumFactory(authority=ours),
    }
    people = {role: member(role, organisations[ROLES[role].kind]) for role in Role}
    people["dsl"] = member(Role.SCHOOL_LEAD, hill, is_dsl=True)
    return World(ours, theirs, corners, people)
