"""An import of pupils: read, shown, then confirmed or discarded."""

import datetime as dt
from dataclasses import asdict
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.rows import Problem
from placements.actions.contact import add_contact, set_address
from placements.actions.merge import claim_upn
from placements.actions.pupil import (
    UpnElsewhere,
    add_pupil,
    edit_profile,
    edit_pupil,
    set_school,
)
from placements.choices import ImportState, Roll
from placements.imports.comparison import UPN, compare
from placements.imports.ctf import read_ctf
from placements.imports.facts import as_json, from_json
from placements.imports.sheet import read_sheet
from placements.models import PupilImport

APART = "The file gives another UPN."


def start_pupil_import(*, file, file_name, by):
    """Read a CSV, XLSX or CTF file and keep it until it is confirmed; no pupil changes yet.

    Raises Unreadable.
    """
    today = timezone.localdate()
    read = read_ctf if PurePath(file_name).suffix.lower() == ".xml" else read_sheet
    columns, rows, pupils, problems = read(file, today=today)
    problems = [*problems, *compare(pupils, by).problems]
    refused = {problem.row for problem in problems}
    with record("pupil_import_started", by=by):
        return PupilImport.objects.create(
            organisation=by.organisation,
            made_by_id=by.pk,
            file_name=file_name[-100:],
            columns=columns,
            pupils=[as_json(pupil) for pupil in pupils if pupil.row not in refused],
            problems=[asdict(problem) for problem in problems],
            bad_rows={number: rows[number] for number in refused},
        )


def pupils_of(pupil_import):
    """The PupilRows that are ready to be written."""
    return [from_json(values) for values in pupil_import.pupils]


def confirm_pupil_import(*, pupil_import, by):
    """Write the good rows. A UPN that turns out to be another school's child's is a problem of
    its row, and the authority is asked to look. Raises NotAllowed when it is done already.
    """
    with record("pupil_import_confirmed", by=by):
        waiting = _locked(pupil_import)
        result = compare(pupils_of(waiting), by)
        waiting.problems += [asdict(problem) for problem in result.problems]
        for row, school in result.new:
            waiting.added += _written(waiting, by, row, lambda r=row, s=school: _add(by, r, s))
        for change in result.changed:
            written = _written(waiting, by, change.row, lambda c=change: _change(by, c))
            waiting.changed += written
        _close(waiting, ImportState.DONE)
    return waiting


def discard_pupil_import(*, pupil_import, by):
    """Put the file away without writing a pupil. Raises NotAllowed when it is done already."""
    with record("pupil_import_discarded", by=by):
        waiting = _locked(pupil_import)
        _close(waiting, ImportState.DISCARDED)
    return waiting


def _written(waiting, by, row, write):
    """Whether the row could be written; if not, why not is among the problems."""
    try:
        with transaction.atomic():
            write()
    except NotAllowed as refusal:
        upn = row.facts.get("upn", "")
        waiting.problems.append(asdict(Problem(row.row, UPN, upn, str(refusal))))
        waiting.bad_rows[str(row.row)] = {**row.facts, **row.profile}
        if isinstance(refusal, UpnElsewhere):
            names = {name: row.facts[name] for name in ("forename", "surname")}
            claim_upn(by=by, upn=upn, date_of_birth=row.date_of_birth, **names)
        return False
    return True


def _add(by, row, school):
    facts = row.facts | {"date_of_birth": row.date_of_birth}
    if "sex" not in facts:
        raise NotAllowed("Give the sex (M or F): a new pupil needs it.")
    roll = facts.pop("roll", Roll.SINGLE) if school else Roll.NONE
    facts.pop("roll", None)
    pupil = add_pupil(
        by=by,
        authority=by.organisation.authority or by.organisation,
        school=school,
        roll=roll,
        is_another_child=True,
        apart_reason=APART,
        **facts,
    )
    if row.profile:
        edit_profile(by=by, pupil=pupil, **row.profile)
    _people(by, pupil, row.contacts, row.postcode)


def _change(by, change):
    pupil, facts = change.pupil, dict(change.facts)
    if "date_of_birth" in facts:
        facts["date_of_birth"] = dt.date.fromisoformat(facts["date_of_birth"])
    if facts:
        edit_pupil(by=by, pupil=pupil, **facts)
    if change.profile:
        edit_profile(by=by, pupil=pupil, **change.profile)
    if change.school:
        school, roll = change.school
        set_school(by=by, pupil=pupil, school=school, roll=roll, since=timezone.localdate())
    _people(by, pupil, change.contacts, change.postcode)


def _people(by, pupil, contacts, postcode):
    for order, contact in enumerate(contacts, start=1):
        if contact["phone"] or contact.get("email"):
            add_contact(by=by, pupil=pupil, order=order, **contact)
    if postcode:
        since = timezone.localdate()
        set_address(by=by, pupil=pupil, lines="", town="", postcode=postcode, since=since)


def _locked(pupil_import):
    waiting = PupilImport.objects.select_for_update().waiting().filter(pk=pupil_import.pk).first()
    if waiting is None:
        raise NotAllowed("This import is done already.")
    return waiting


def _close(pupil_import, state):
    pupil_import.state = state
    pupil_import.pupils = []
    pupil_import.save()
