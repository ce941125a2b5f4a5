"""What an import would do: each pupil of a file is found in the register, or is new."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.documents.rows import Problem
from placements.choices import Roll
from placements.imports.facts import COLUMNS
from placements.models import Pupil, PupilAddress, PupilContact, PupilProfile
from placements.same_child import alike_pairs, folded, is_alike

UPN = COLUMNS["upn"][0]


@dataclass
class Change:
    """One pupil of the register and the new values that a row gives."""

    pupil: object
    row: object
    facts: dict = field(default_factory=dict)
    profile: dict = field(default_factory=dict)
    school: object = None
    contacts: list = field(default_factory=list)
    postcode: str = ""

    @property
    def names(self):
        """The words for what changes."""
        extra = {"school": self.school, "contacts": self.contacts, "address": self.postcode}
        names = [*self.facts, *self.profile, *[name for name, new in extra.items() if new]]
        return [WORDS.get(name, name.replace("_", " ")) for name in names]


WORDS = {
    "upn": "UPN",
    "uln": "ULN",
    "sen_provision": "SEN provision",
    "sen_primary": "main type of need",
    "sen_secondary": "second type of need",
    "is_looked_after": "looked after",
    "has_free_meals": "free school meals",
    "nc_year_offset": "school year",
    "nc_year_reason": "why that year",
    "care_la_code": "LA that looks after the pupil",
    "former_upn": "former UPN",
}


@dataclass
class Comparison:
    """What an import would do to the register, pupil by pupil."""

    # [(PupilRow, home school or None)]
    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    unchanged: int = 0
    problems: list = field(default_factory=list)


def compare(rows, user):
    """A Comparison of PupilRows with what the user sees: few queries, and nothing written."""
    result = Comparison()
    rows = _refuse_twice(rows, result.problems)
    register = _Register(rows, user)
    for row in rows:
        school, problem = register.school_of(row)
        if problem:
            result.problems.append(problem)
            continue
        pupil, problem = register.find(row)
        if problem:
            result.problems.append(problem)
        elif pupil is None:
            result.new.append((row, school))
        elif (change := register.change(pupil, row, school)).names:
            result.changed.append(change)
        else:
            result.unchanged += 1
    return result


def _refuse_twice(rows, problems):
    """The rows, without those that the file gives twice: which of them is right, nobody knows."""
    by_upn = {}
    for row in rows:
        if upn := row.facts.get("upn"):
            by_upn.setdefault(upn, []).append(row)
    bad = {}
    for upn, same in by_upn.items():
        if len(same) > 1:
            bad |= {row.row: (UPN, upn, "The file gives this UPN twice.") for row in same}
    advice = "The file has two of this name and date of birth. Give each its UPN."
    for first, second in alike_pairs([_named(row) for row in rows]):
        if not (first.row.facts.get("upn") and second.row.facts.get("upn")):
            for row in (first.row, second.row):
                bad.setdefault(row.row, (COLUMNS["surname"][0], row.facts["surname"], advice))
    problems += [Problem(number, *what) for number, what in sorted(bad.items())]
    return [row for row in rows if row.row not in bad]


def _named(row):
    """The row in the shape of a record with names."""
    return SimpleNamespace(
        row=row,
        forename=row.facts["forename"],
        surname=row.facts["surname"],
        preferred_forename=row.facts.get("preferred_forename", ""),
        preferred_surname=row.facts.get("preferred_surname", ""),
        date_of_birth=row.date_of_birth,
    )


class _Register:
    """What the user sees of the pupils that the rows may be."""

    def __init__(self, rows, user):
        self.user, self.authority = user, user.organisation.authority or user.organisation
        self.is_school = user.organisation.kind == OrganisationKind.SCHOOL
        seen = Pupil.objects.visible_to(user)
        births = {row.date_of_birth for row in rows}
        upns = [row.facts["upn"] for row in rows if row.facts.get("upn")]
        found = list(seen.likely(births, upns).with_school())
        self.by_upn = {pupil.upn: pupil for pupil in found if pupil.upn}
        self.by_birth = {}
        for pupil in found:
            self.by_birth.setdefault(pupil.date_of_birth, []).append(pupil)
        self.profiles = {p.pupil_id: p for p in PupilProfile.objects.of_pupils(found)}
        self.contacts = {
            (c.pupil_id, folded(c.name)) for c in PupilContact.objects.of_pupils(found)
        }
        addresses = PupilAddress.objects.of_pupils(found).still_open()
        self.postcodes = {address.pupil_id: address.postcode for address in addresses}
        schools = Organisation.objects.visible_to(user).schools().active()
        urns = [int(row.urn) for row in rows if row.urn.isdecimal()]
        schools = schools.filter(school__urn__in=urns).select_related("school")
        self.schools = {str(school.school.urn): school for school in schools}

    def school_of(self, row):
        """(home school or None, problem or None)."""
        own = self.user.organisation if self.is_school else None
        if not row.urn:
            return own, None
        school = self.schools.get(row.urn)
        if school is None or (own and school.pk != own.pk):
            advice = "This is not your school's URN." if own else "No school of your LA has it."
            return None, Problem(row.row, COLUMNS["urn"][0], row.urn, advice)
        return school, None

    def find(self, row):
        """(the pupil of the row or None, problem or None): by UPN, then name and date of birth."""
        upn, named = row.facts.get("upn"), _named(row)
        if upn and (pupil := self.by_upn.get(upn)):
            if pupil.date_of_birth == row.date_of_birth or is_alike_name(pupil, named):
                return pupil, None
            advice = f"The register has this UPN for {pupil}, born {pupil.date_of_birth:%-d %b %Y}."
            return None, Problem(row.row, UPN, upn, advice)
        alike = [p for p in self.by_birth.get(row.date_of_birth, []) if is_alike(p, named)]
        # Another UPN is another child: two of one name are kept apart.
        alike = [pupil for pupil in alike if not (upn and pupil.upn)]
        if len(alike) > 1:
            advice = "The register has two of this name and date of birth. Give the UPN."
            return None, Problem(row.row, COLUMNS["surname"][0], named.surname, advice)
        return (alike[0] if alike else None), None

    def change(self, pupil, row, school):
        profile = self.profiles.get(pupil.pk) or PupilProfile()
        facts = {k: v for k, v in row.facts.items() if str(getattr(pupil, k)) != str(v)}
        roll = facts.pop("roll", None)
        change = Change(pupil, row, facts)
        change.profile = {k: v for k, v in row.profile.items() if getattr(profile, k) != v}
        if (school and school.pk != pupil.school_id) or (roll and pupil.school_id):
            change.school = (school or pupil.school, roll or new_roll(pupil))
        change.contacts = [
            contact
            for contact in row.contacts
            if (contact["phone"] or contact.get("email"))
            and (pupil.pk, folded(contact["name"])) not in self.contacts
        ]
        if row.postcode and self.postcodes.get(pupil.pk) != row.postcode:
            change.postcode = row.postcode
        return change


def new_roll(pupil):
    """The roll of a pupil who goes to a school: what it was, unless the pupil was on none."""
    return Roll.SINGLE if pupil.roll == Roll.NONE else pupil.roll


def is_alike_name(pupil, named):
    """Whether the names agree, whatever the dates of birth say."""
    return is_alike(pupil, SimpleNamespace(**vars(named) | {"date_of_birth": pupil.date_of_birth}))
