"""Two authorities, three schools, two providers, and a child in each corner whose name is a
canary: a string that may stand only in pages of people in whose scope the child is."""

import datetime as dt
from dataclasses import dataclass, field

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.roles import ROLES
from apcommission.flags.choices import SubjectKind
from placements.models import PlacementDraft
from tests.access.attending import attendance_records
from tests.access.quality import quality_records, sees_quality
from tests.factories.accounts import (
    AuthorityFactory,
    ForumFactory,
    InvitationFactory,
    SchoolFactory,
    member,
)
from tests.factories.evidence import (
    ApplicationFactory,
    DocumentFactory,
    EvidenceRequirementFactory,
)
from tests.factories.flags import FlagFactory
from tests.factories.placements import (
    ContactFactory,
    PlacementFactory,
    PupilFactory,
    SlotFactory,
    UpnClaimFactory,
)
from tests.factories.providers import (
    AgreementFactory,
    ApprovalDecisionFactory,
    ApprovalFactory,
    EntryChangeFactory,
    NegotiatedPriceFactory,
    OfferFactory,
    OffListDeclarationFactory,
    ProviderFactory,
    PublicCatalogueFactory,
    SiteContactFactory,
    SiteFactory,
)
from tests.factories.qa import ActionFactory, FrameworkFactory, VisitFactory
from tests.factories.reports import ForumReportFactory
from tests.factories.terms import ClosureFactory

# Monday 23 November 2026, in term; the matrix is run at twenty past nine.
TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 20, tzinfo=dt.UTC)
MISSING = 999_999


@dataclass
class Corner:
    """One child with one placement, and the records that hang from it or stand beside it."""

    name: str
    placement: object
    slot: object
    records: dict = field(default_factory=dict)

    @property
    def canary(self):
        return self.placement.pupil.surname

    @property
    def organisations(self):
        return (self.placement.authority_id, self.placement.school_id, self.placement.provider_id)

    def address(self, kind):
        """The arguments of a page's address that names this corner's record of the kind."""
        session = {"date": TODAY, "session": "am"}
        match kind:
            case "":
                return {}
            case "missing":
                return {"pk": MISSING}
            case "token":
                return {"token": "no-such-token"}
            case "address":
                return {"address": "elmshire"}
            case "year":
                return {"year": 2026}
            case "kind":
                return {"kind": "csv"}
            case "gap":
                return {"kind": "unanswered"}
            case "agreement_kind":
                return {"kind": "expectations"}
            case "threshold":
                return {"rule": "register_missing", "name": "am_cut_off"}
            case "register":
                return {"site": self.slot.site_id, **session}
            case "pupil_section":
                return {"pk": self.placement.pupil_id, "section": "identity"}
            case "pupil_pair":
                return {"pk": self.placement.pupil_id, "other": self.records["twin"].pk}
            case "contact":
                return {"pk": self.placement.pupil_id, "contact": self.records["contact"].pk}
            case "answer":
                return {"pk": self.records["application"].pk, "key": "staffing"}
            case "evidence_kind":
                return {"pk": self.placement.provider_id, "key": self.records["requirement"].key}
            case "register_week":
                return {"site": self.slot.site_id, "date": TODAY}
            case "mark":
                return {"placement": self.placement.pk, **session}
            case "visit_standard":
                return {"pk": self.records["visit_draft"].pk, "standard": "1"}
            case _:
                return {"pk": self.records[kind].pk}

    def visible(self, kind, user):
        """Whether this corner's record of the kind is in the user's scope."""
        mine, of = user.organisation.pk, user.organisation.kind
        authority, school, provider = self.organisations
        area = user.organisation.area_id
        match kind:
            case (
                "" | "token" | "address" | "year" | "threshold" | "kind" | "gap" | "agreement_kind"
            ):
                return True
            case "missing":
                return False
            case "decision":
                return area == authority or mine == provider
            case "agreement":
                return mine in (authority, school) or of == "provider"
            case "declaration":
                return mine in (authority, school)
            case "pupil" | "placement" | "mark" | "pupil_section" | "contact":
                return mine in self.organisations
            case "register" | "site" | "offer" | "provider" | "site_contact":
                return of in ("authority", "school") or mine == provider
            case "entry_change":
                return of == "authority" or mine == provider
            case "application" | "answer":
                return mine in (authority, provider)
            case "document":
                return of == "authority" or mine == provider
            case "evidence_kind":
                return mine == provider
            case "requirement":
                return mine == authority
            case "price":
                return mine in (authority, school)
            case "register_week":
                return mine == provider
            case "conflict" | "planned":
                return mine in self.organisations
            case "part_time":
                return mine in (school, authority)
            case "member" | "invitation":
                return mine in (school, authority)
            case "draft" | "closure":
                return mine == school
            case "visit":
                return of in ("authority", "school") or mine == provider
            case "visit_draft" | "action" | "forum_draft" | "claim" | "pupil_pair":
                return mine == authority
            case "forum_report":
                return area == authority
            case "flag":
                return mine in self.organisations
        return sees_quality(kind, user, authority, provider)


@dataclass
class World:
    authority: object
    other_authority: object
    corners: list
    people: dict

    def hidden_from(self, user):
        """The canaries that must never stand in a page of this user."""
        if user.organisation.kind == OrganisationKind.FORUM:
            return [corner.canary for corner in self.corners]
        return [c.canary for c in self.corners if user.organisation.pk not in c.organisations]


def corner(name, *, school, provider, site):
    pupil = PupilFactory(school=school, forename="Child", surname=f"Canary{name}Zq")
    placement = PlacementFactory(pupil=pupil, provider=provider)
    made = Corner(name, placement, SlotFactory(placement=placement, site=site))
    made.records = {"pupil": pupil, "placement": placement, "provider": provider, "site": site}
    return made


def add_records(made, framework):
    """What belongs to the corner's organisations rather than to its child."""
    placement = made.placement
    authority, school, provider = placement.authority, placement.school, placement.provider
    lead = member(Role.SCHOOL_LEAD, school)
    day = dt.date(2026, 12, 1) + dt.timedelta(days=placement.pk % 20)
    visits = {"authority": authority, "provider": provider, "framework": framework}
    draft = VisitFactory(**visits, status="draft")
    asked = EvidenceRequirementFactory(authority=authority)
    made.records |= {
        "contact": ContactFactory(pupil=placement.pupil),
        "twin": PupilFactory(school=school, forename="Child", surname="Twin"),
        "claim": UpnClaimFactory(school=school, claimed_by=lead),
        "offer": provider.offers.first(),
        "site_contact": SiteContactFactory(site=provider.sites.first()),
        "price": NegotiatedPriceFactory(
            offer=provider.offers.first(), authority=authority, school=school
        ),
        "entry_change": EntryChangeFactory(
            provider=provider, kind="site", proposed={"name": f"Barn {made.name}"}, stood={}
        ),
        "decision": made_decision(authority, provider),
        "requirement": asked,
        "document": DocumentFactory(
            provider=provider, key=asked.key, is_file=True, uploaded_by=lead
        ),
        "application": ApplicationFactory(
            authority=authority, provider=provider, is_sent=True, state="decided", started_by=lead
        ),
        "agreement": AgreementFactory(
            authority=authority, school=school, kind="expectations", version=placement.pk
        ),
        "declaration": OffListDeclarationFactory(school=school, declared_by=lead),
        "member": lead.membership,
        "invitation": InvitationFactory(organisation=school, invited_by=lead),
        "closure": ClosureFactory(organisation=school, starts_on=day, ends_on=day),
        "draft": PlacementDraft.objects.create(
            person=lead, organisation=school, authority=authority, pupil=placement.pupil
        ),
        "visit": VisitFactory(
            **visits,
            status="published",
            grade="sound",
            signed_off_by=lead,
            signed_off_at=NOW,
        ),
        "visit_draft": draft,
        "action": ActionFactory(visit=draft),
        "forum_draft": ForumReportFactory(authority=authority),
        "forum_report": ForumReportFactory(
            authority=authority, status="published", published_at=NOW, pdf=b"%PDF-1.7"
        ),
        "flag": FlagFactory(
            rule="review_overdue",
            subject_kind=SubjectKind.PLACEMENT,
            subject_id=placement.pk,
            authority=authority,
            school=school,
            provider=provider.organisation,
            for_authority=True,
            for_school=True,
            for_provider=True,
        ),
    }
    published = made.records["visit"]
    made.records |= quality_records(visits, published, draft)
    made.records |= attendance_records(placement, made.slot.site, lead, NOW)


def made_decision(authority, provider):
    """A suspension that was lifted again: the world's approvals stand."""
    approval = provider.approvals.get(authority=authority)
    return ApprovalDecisionFactory(approval=approval, to_status="suspended")


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
    framework = FrameworkFactory()
    PublicCatalogueFactory(authority=ours)
    for made in corners:
        add_records(made, framework)
    organisations = {
        OrganisationKind.AUTHORITY: ours,
        OrganisationKind.SCHOOL: hill,
        OrganisationKind.PROVIDER: farm.organisation,
        OrganisationKind.FORUM: ForumFactory(authority=ours),
    }
    people = {role: member(role, organisations[ROLES[role].kind]) for role in Role}
    people["dsl"] = member(Role.SCHOOL_LEAD, hill, is_dsl=True)
    return World(ours, theirs, corners, people)
