"""The home school's own decision on a code, and tallies set right."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance import tallies
from attendance.codes import choices_on
from attendance.models import CodeDecision, Mark, Register
from attendance.saving import lock_register
from attendance.sheet import read_sheet
from attendance.tallies import move_tally
from placements.choices import Roll
from placements.rules import compulsory_school_age


def decide_code(*, by, placement, date, session, code, reason):
    """The home school decides the statutory code of one session; the newest decision stands.

    Raises NotAllowed for a code that is not valid for this pupil on the session's date, and
    without a reason when it differs from the code proposed.
    """
    with record("code_decided", by=by, reason=reason.strip()):
        row, sheet = _locked_row(placement, date, session)
        refuse_code(row, code, reason)
        before = row.counts
        decision = CodeDecision.objects.create(
            **placement.scope_columns(),
            date=date,
            session=session,
            code=code,
            mark_version=row.version,
            reason=reason.strip(),
            decided_by_id=by.pk,
        )
        row.decided = code
        move_tally(row, sheet.half_term_of(row), row.counts - before)
        return decision


def rebuild_tally(*, by, placements=None):
    """Count the tallies of these placements (all of them unless given) anew from their marks.

    Returns the Differences that were found and set right; a difference is an error that the
    nightly check shows.
    """
    with record("tally_rebuilt", by=by):
        return tallies.rebuild(placements)


def refuse_code(row, code, reason):
    if not row.is_marked:
        raise NotAllowed("The provider has not marked this session yet.")
    if row.roll == Roll.NONE:
        raise NotAllowed("There is no statutory code for a pupil on no school's roll.")
    if code not in [choice.code for choice in code_choices(row)]:
        raise NotAllowed(f"Code {code} is not valid for this pupil on {row.date:%-d %B %Y}.")
    if code != row.code and not reason.strip():
        raise NotAllowed("Say why the code is not the one proposed.")


def code_choices(row):
    """The Codes that the school may decide for this row's session."""
    return choices_on(
        row.date,
        row.session,
        basis=row.basis,
        commissioner_kind=row.commissioner_kind,
        is_compulsory_age=compulsory_school_age(row.date_of_birth, row.date),
    )


def _locked_row(placement, date, session):
    """The placement's row and its sheet, while no save of its register can run."""
    mark = Mark.objects.of([placement]).on(date).filter(session=session).first()
    if mark is None:
        raise NotAllowed("The provider has not marked this session yet.")
    lock_register(Register.objects.get(pk=mark.register_id).site_id, date, session)
    sheet = read_sheet(date, [session], of="placement", pk=placement.pk)
    return sheet.rows[0], sheet
