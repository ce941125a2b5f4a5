"""Schools read from a file, compared with the register, and written to it."""

from dataclasses import asdict, dataclass, field

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.imports.authorities import ensure_authorities, la_names
from apcommission.accounts.imports.gias import (
    LA,
    SchoolRow,
    missing_columns,
    read_schools,
)
from apcommission.accounts.models import Organisation, SchoolProfile
from apcommission.audit.record import record
from apcommission.documents.rows import Problem
from apcommission.documents.uploads import MB, Unreadable, read_rows

# DfE's whole download is about 60 MB with 52,000 rows.
MAX_BYTES = 120 * MB
MAX_ROWS = 100_000
PROFILE = (
    "establishment_type",
    "phase",
    "street",
    "town",
    "postcode",
    "latitude",
    "longitude",
    "trust_name",
    "pupils_on_roll",
    "is_open",
)


@dataclass
class Comparison:
    """What an import would do to the register, school by school."""

    new: list = field(default_factory=list)
    # (SchoolProfile with the new values set, names of the changed fields)
    changed: list = field(default_factory=list)
    unchanged: int = 0
    closed: int = 0
    problems: list = field(default_factory=list)


def read_school_file(file, *, wanted=None):
    """(columns, {row number: cells}, Reading) of a file; `wanted`: LA codes, None for all.

    Raises Unreadable.
    """
    names = la_names()
    left_out = 0

    def keep(row):
        nonlocal left_out
        code = row.get(LA, "")
        elsewhere = wanted is not None and code in names and code not in wanted
        left_out += elsewhere
        return not elsewhere

    columns, rows = read_rows(file, keep=keep, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
    if missing := missing_columns(columns):
        wanted_names = ", ".join(f"“{name}”" for name in missing)
        raise Unreadable(
            f"The file has no column {wanted_names}. Use the file as it comes from Get Information "
            "about Schools."
        )
    reading = read_schools(rows, names)
    if left_out:
        reading.left_out["of another local authority"] = left_out
    return columns, dict(rows), reading


def compare(schools):
    """A Comparison of SchoolRows with the register: one query, and nothing written.

    A closed establishment that the register does not have stays out of it.
    """
    known = SchoolProfile.objects.select_related("organisation__authority")
    known = {profile.urn: profile for profile in known.filter(urn__in=[s.urn for s in schools])}
    result = Comparison()
    for school in schools:
        profile = known.get(school.urn)
        if profile is None:
            if school.is_open:
                result.new.append(school)
            else:
                result.closed += 1
        elif profile.organisation.authority.la_code != school.la_code:
            result.problems.append(_moved(school, profile))
        elif changed := _set_values(profile, school):
            result.changed.append((profile, changed))
        else:
            result.unchanged += 1
    return result


def _moved(school, profile):
    authority = profile.organisation.authority
    advice = f"The register has this school under {authority}. Ask its LA before you move it."
    return Problem(school.row, LA, school.la_code, advice)


def _set_values(profile, school):
    """Set what differs and return the names of those fields; an empty cell changes nothing."""
    values = {**school.values, "is_open": school.is_open}
    name = values.pop("name")
    changed = {key for key, value in values.items() if getattr(profile, key) != value}
    for key in changed:
        setattr(profile, key, values[key])
    if profile.organisation.name != name:
        profile.organisation.name = name
        changed.add("name")
    return changed


def import_schools(*, schools, by):
    """Write SchoolRows to the register and return the Comparison that was carried out.

    Keyed by URN, so that the same file again changes nothing. Authorities that are missing are
    created from DfE's list.
    """
    with record("schools_imported", by=by):
        result = compare(schools)
        authorities = ensure_authorities({school.la_code for school in result.new})
        _create(result.new, authorities)
        renamed = [profile.organisation for profile, names in result.changed if "name" in names]
        Organisation.objects.bulk_update(renamed, ["name"], batch_size=1000)
        updated = [profile for profile, names in result.changed if names - {"name"}]
        SchoolProfile.objects.bulk_update(updated, PROFILE, batch_size=1000)
    return result


def _create(new, authorities):
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(
                kind=OrganisationKind.SCHOOL,
                name=school.values["name"],
                authority=authorities[school.la_code],
            )
            for school in new
        ],
        batch_size=5000,
    )
    SchoolProfile.objects.bulk_create(
        [
            SchoolProfile(
                organisation=organisation,
                urn=school.urn,
                **{key: value for key, value in school.values.items() if key != "name"},
            )
            for organisation, school in zip(organisations, new, strict=True)
        ],
        batch_size=5000,
    )


def as_json(school):
    """A SchoolRow as it is kept between the preview and its confirmation."""
    return asdict(school)


def from_json(values):
    """The SchoolRow that `as_json` kept."""
    return SchoolRow(**values)
