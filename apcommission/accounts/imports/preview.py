"""A commissioner's import of schools: read, shown, then confirmed or discarded."""

from dataclasses import asdict

from apcommission.accounts.imports.schools import (
    as_json,
    compare,
    from_json,
    import_schools,
    read_school_file,
)
from apcommission.accounts.models import SchoolImport
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed

State = SchoolImport.State


def start_school_import(*, file, file_name, by):
    """Read a file and keep it until it is confirmed; only schools of the user's own LA.

    Nothing of the register changes yet. Raises Unreadable, or NotAllowed for an authority
    without an LA code.
    """
    la_code = by.organisation.la_code
    if not la_code:
        raise NotAllowed("Your local authority has no LA code in the register. Contact support.")
    columns, rows, reading = read_school_file(file, wanted={la_code})
    elsewhere = compare(reading.schools).problems
    problems = [asdict(problem) for problem in [*reading.problems, *elsewhere]]
    refused = {problem["row"] for problem in problems}
    with record("school_import_started", by=by):
        return SchoolImport.objects.create(
            organisation=by.organisation,
            made_by_id=by.pk,
            file_name=file_name[-100:],
            columns=columns,
            schools=[as_json(school) for school in reading.schools if school.row not in refused],
            problems=problems,
            bad_rows={number: rows[number] for number in refused},
            left_out=reading.left_out,
        )


def schools_of(school_import):
    """The SchoolRows that are ready to be written."""
    return [from_json(values) for values in school_import.schools]


def confirm_school_import(*, school_import, by):
    """Write the good rows to the register, all of them or, when one fails, none.

    Raises NotAllowed when somebody has confirmed or discarded it already.
    """
    with record("school_import_confirmed", by=by):
        waiting = _locked(school_import)
        result = import_schools(schools=schools_of(waiting), by=by)
        waiting.added, waiting.changed = len(result.new), len(result.changed)
        _close(waiting, State.DONE)
    return waiting


def discard_school_import(*, school_import, by):
    """Put the file away without writing a school. Raises NotAllowed when it is done already."""
    with record("school_import_discarded", by=by):
        waiting = _locked(school_import)
        _close(waiting, State.DISCARDED)
    return waiting


def _locked(school_import):
    waiting = SchoolImport.objects.select_for_update().waiting().filter(pk=school_import.pk).first()
    if waiting is None:
        raise NotAllowed("This import is done already.")
    return waiting


def _close(school_import, state):
    school_import.state = state
    school_import.schools = []
    school_import.save(update_fields=["state", "schools", "added", "changed"])
