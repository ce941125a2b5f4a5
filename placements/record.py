"""A pupil's record as one person may read it, for the pupil's page."""

from dataclasses import dataclass, field

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.geography import distance_km, positions_of
from apcommission.accounts.imports.authorities import la_names
from placements import rules
from placements.models import (
    PupilAddress,
    PupilContact,
    PupilMedical,
    PupilMerge,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
)

ENOUGH_CONTACTS = 2


@dataclass
class Record:
    """The parts under a pupil, each empty or None for who may not read it.

    `keeps`: the reader is of the home school or the authority, which hold all but what only
    safeguarding leads read. `km_to_school` is in a straight line.
    """

    year: str
    starts_school_on: object
    leaves_school_on: object
    is_of_school_age: bool
    keeps: bool
    ehc_la: str = ""
    care_la: str = ""
    home_la: str = ""
    profile: object = None
    schools: list = field(default_factory=list)
    addresses: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    safeguarding: object = None
    medical: object = None
    merges: list = field(default_factory=list)
    km_to_school: float | None = None
    warnings: list = field(default_factory=list)

    @property
    def emergency_contacts(self):
        return [contact for contact in self.contacts if contact.is_emergency]


def record_of(pupil, user, on):
    """The Record of `pupil` for `user` on a day; `pupil.school` is loaded."""
    born, names = pupil.date_of_birth, la_names()
    record = Record(
        year=pupil.year_on(on),
        starts_school_on=rules.starts_school_on(born),
        leaves_school_on=rules.leaves_school_on(born),
        is_of_school_age=rules.compulsory_school_age(born, on),
        keeps=user.organisation.kind != OrganisationKind.PROVIDER,
        ehc_la=names.get(pupil.ehc_la_code, ""),
        care_la=names.get(pupil.care_la_code, ""),
        contacts=list(PupilContact.objects.visible_to(user).of(pupil).in_order()),
    )
    if user.is_dsl:
        record.safeguarding = PupilSafeguarding.objects.visible_to(user).of(pupil).first()
        record.medical = PupilMedical.objects.visible_to(user).of(pupil).first()
    if record.keeps:
        _add_what_is_kept(record, pupil, user)
    return record


def _add_what_is_kept(record, pupil, user):
    record.profile = PupilProfile.objects.visible_to(user).of(pupil).first()
    record.home_la = la_names().get(record.profile.home_la_code, "") if record.profile else ""
    schools = PupilSchool.objects.visible_to(user).of(pupil)
    record.schools = list(schools.with_school().newest_first())
    record.addresses = list(PupilAddress.objects.visible_to(user).of(pupil).newest_first())
    if user.organisation.kind == OrganisationKind.AUTHORITY:
        merges = PupilMerge.objects.visible_to(user).of(pupil)
        record.merges = list(merges.select_related("merged", "merged_by"))
    record.km_to_school = _km_to_school(pupil, record.addresses)
    if len(record.emergency_contacts) < ENOUGH_CONTACTS:
        record.warnings.append(
            "Hold more than one emergency contact (Keeping children safe in education)."
        )
    if pupil.has_ehc_plan and not pupil.ehc_la_code:
        record.warnings.append("Say which LA maintains the EHC plan: it is consulted first.")
    if pupil.is_looked_after and not pupil.care_la_code:
        record.warnings.append("Say which LA looks after the pupil: its virtual school is asked.")


def _km_to_school(pupil, addresses):
    home = next((address for address in addresses if address.valid_to is None), None)
    school = getattr(pupil.school, "school", None) if pupil.school else None
    if home is None or school is None or school.latitude is None:
        return None
    position = positions_of([home.postcode])[home.postcode]
    return distance_km(*position, school.latitude, school.longitude) if position else None
