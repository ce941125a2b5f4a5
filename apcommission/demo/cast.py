"""The organisations and people of the demo: real schools; invented providers, staff and names."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.imports.schools import import_schools, read_school_file
from apcommission.accounts.models import Membership, Organisation, Postcode, User
from apcommission.audit.record import record
from apcommission.demo import plan
from apcommission.demo.calendar import half_terms, school_day_on_or_before
from apcommission.demo.names import person
from apcommission.terms.rules import academic_year

MAIL = "demo.example"
# Postcodes of the area among which the families' homes are drawn; where none are loaded, this.
HOMES = 120
SOMEWHERE = "RM1 3BB"
NAMES = {"311": "Havering", "305": "Bromley"}
# Staff of each authority: role, job title, DSL extra.
AUTHORITY_STAFF = [
    (Role.COMMISSIONER, "Head of alternative provision", True),
    (Role.OFFICER, "Quality assurance officer", False),
    (Role.OFFICER, "Inclusion officer", False),
    (Role.FINANCE_OFFICER, "Schools finance officer", False),
]
SCHOOL_STAFF = [
    (Role.SCHOOL_LEAD, "Deputy headteacher", True),
    (Role.SCHOOL_ATTENDANCE, "Attendance officer", False),
]
PROVIDER_STAFF = [
    (Role.PROVIDER_LEAD, "Manager", True),
    (Role.PROVIDER_STAFF, "Tutor", False),
]


@dataclass
class Cast:
    """Everybody in the story, found by what they do."""

    authorities: dict = field(default_factory=dict)
    schools: dict = field(default_factory=dict)
    providers: dict = field(default_factory=dict)
    sites: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    homes: dict = field(default_factory=dict)

    def one(self, organisation, role):
        """The first person with the role in the organisation."""
        return self.people[organisation.pk, role][0]

    def commissioner(self, la):
        return self.one(self.authorities[la], Role.COMMISSIONER)

    def officer(self, la):
        return self.one(self.authorities[la], Role.OFFICER)

    def lead_of(self, school):
        return self.one(school, Role.SCHOOL_LEAD)

    def school_for(self, la, phase, number):
        """One of the area's schools of the phase, whichever number is drawn; any, when none is."""
        schools = self.schools[la]
        fitting = [school for school in schools if _phase(school) == phase] or schools
        return fitting[number % len(fitting)]

    def home(self, la, random):
        """A real postcode of the area, for an invented family."""
        if la not in self.homes:
            self.homes[la] = [each.postcode for each in postcodes(la, random, HOMES)]
        return random.choice(self.homes[la] or [SOMEWHERE])

    def provider_lead(self, key):
        return self.one(self.providers[key].organisation, Role.PROVIDER_LEAD)

    def activity(self, key):
        return self.rows[key].title

    def is_dual(self, key):
        """Whether pupils may be registered at the provider too."""
        return self.rows[key].type in ("pupil_referral_unit", "ap_academy")

    def weekly_price(self, key, half_days):
        """Pence a week for so many half-days at the provider's list price."""
        pence = round(float(self.rows[key].price) * 100)
        per_half_day = {"hour": 2.5, "half_day": 1, "day": 0.5}[self.rows[key].unit]
        return round(pence * per_half_day * half_days)

    def next_review(self, held_on):
        """The end of the half term after the one in which a review was held."""
        ends = [
            end
            for year in (academic_year(held_on), academic_year(held_on) + 1)
            for _, end in half_terms(year)
            if end > held_on + dt.timedelta(days=14)
        ]
        return ends[0]

    def provider_staff(self, key):
        return self.one(self.providers[key].organisation, Role.PROVIDER_STAFF)


def _phase(school):
    profile = getattr(school, "school", None)
    return profile.phase if profile else ""


def gather(seed, size):
    """Create the authorities, import their schools, and give everybody an account."""
    cast, random = Cast(), Random(seed)
    with record("demo_set_up", by="demo"):
        with (plan.DATA / "gias_extract.csv").open("rb") as file:
            _, _, reading = read_school_file(file, wanted=set(NAMES))
        import_schools(schools=reading.schools, by="demo")
        for la, name in NAMES.items():
            authority = Organisation.objects.authorities().get(la_code=la)
            cast.authorities[la] = authority
            staff(cast, random, authority, AUTHORITY_STAFF, name.lower())
            forum = Organisation.objects.create(
                kind=OrganisationKind.FORUM, name=f"{name} Schools Forum", authority=authority
            )
            members = [(Role.FORUM_MEMBER, "Headteacher representative", False)]
            staff(cast, random, forum, members, f"forum.{name.lower()}")
            count = size.schools if la == "311" else size.neighbour_schools
            cast.schools[la] = choose_schools(authority, count)
            for number, school in enumerate(cast.schools[la], 1):
                staff(cast, random, school, SCHOOL_STAFF, f"school{number}.{name.lower()}")
    return cast


def choose_schools(authority, count):
    """Real schools of the area: two secondary schools for each primary, in the order of URN."""
    schools = Organisation.objects.schools().filter(authority=authority, school__is_open=True)
    found = {"Secondary": [], "Primary": []}
    for school in schools.select_related("school").order_by("school__urn"):
        if school.school.phase in found:
            found[school.school.phase].append(school)
    primary = count // 3
    secondary = found["Secondary"][: count - primary]
    return secondary + found["Primary"][: count - len(secondary)]


def staff(cast, random, organisation, roles, mailbox):
    """An account and a membership for each (role, job title, is DSL)."""
    with record("demo_set_up", by="demo"):
        for role, job_title, is_dsl in roles:
            mates = cast.people.setdefault((organisation.pk, role), [])
            address = f"{role}{len(mates) + 1 if mates else ''}.{mailbox}@{MAIL}"
            user = User(name=person(random), job_title=job_title, email=address.replace("_", "-"))
            user.set_unusable_password()
            user.save()
            user.membership = Membership.objects.create(
                user=user, organisation=organisation, role=role, is_dsl=is_dsl
            )
            mates.append(user)


def postcodes(la, random, count):
    """Real postcodes of the area, for the sites of invented providers."""
    known = Postcode.objects.filter(la_code=la).order_by("postcode")
    whole = known.count()
    return [known[random.randrange(whole)] for _ in range(count)] if whole else []


def months_before(today, months):
    """A school day so many months ago: nobody visits a provider in the holidays."""
    return school_day_on_or_before(today - dt.timedelta(days=int(months) * 30))
