"""One day as a school, a provider or an authority sees it: registers, and pupils by concern."""

from dataclasses import dataclass

from apcommission.terms.choices import Session
from attendance.choices import Observation, RegisterState
from attendance.rules import Header, cut_off, opens_at, register_state


@dataclass(frozen=True)
class RegisterLine:
    """One register, as far as the viewer's own pupils are in it."""

    session: str
    site_id: int
    site_name: str
    provider_id: int
    provider_name: str
    expected: int
    marked: int
    absent: int
    state: str
    header: object

    @property
    def session_label(self):
        return Session(self.session).label


# The order in which pupils are listed: worry first.
BANDS = (
    ("absent", "Not here"),
    ("unmarked", "Not yet marked"),
    ("short", "Late or left early"),
    ("undelivered", "Not delivered"),
    ("present", "Present"),
)
BAND_OF = {
    "": "unmarked",
    Observation.ABSENT: "absent",
    Observation.LATE: "short",
    Observation.LEFT_EARLY: "short",
    Observation.NOT_DELIVERED: "undelivered",
    Observation.PRESENT: "present",
}


def register_lines(rows, headers, *, now):
    """[RegisterLine] of the registers that these rows belong to, by session, provider and site.

    `headers` are the Registers of the day at these rows' sites.
    """
    headers = {(header.site_id, header.session): header for header in headers}
    grouped = {}
    for row in rows:
        grouped.setdefault((row.session, row.site_id), []).append(row)
    lines = [
        _line(pupils, headers.get((site_id, session)), now)
        for (session, site_id), pupils in grouped.items()
    ]
    return sorted(lines, key=lambda line: (line.session, line.provider_name, line.site_name))


def _line(pupils, header, now):
    expected = [row for row in pupils if row.is_expected]
    marked = sum(1 for row in expected if row.is_marked)
    first = pupils[0]
    return RegisterLine(
        session=first.session,
        site_id=first.site_id,
        site_name=first.site_name,
        provider_id=first.provider_id,
        provider_name=first.provider_name,
        expected=len(expected),
        marked=marked,
        absent=sum(1 for row in pupils if row.is_absent),
        state=register_state(
            own_header(header, marked),
            len(expected),
            now=now,
            opens=opens_at(first.date, first.session_starts_at),
            cut_off=cut_off(first.date, first.session, starts_at=first.session_starts_at),
        ),
        header=header,
    )


def own_header(header, marked):
    """A register's header with the viewer's own count in it: other schools' pupils in the same
    register are neither seen nor waited for."""
    if header is None:
        return None
    return Header(
        marked=marked,
        saved_at=header.saved_at,
        completed_at=header.completed_at,
        not_delivered_reason=header.not_delivered_reason,
    )


def state_counts(lines):
    """{"due", "in", "missing", ...: number} of registers; "due" is all that were or are due."""
    inside = {RegisterState.IN, RegisterState.LATE, RegisterState.NOT_DELIVERED}
    return {
        "due": sum(1 for line in lines if line.state != RegisterState.NOT_DUE),
        "in": sum(1 for line in lines if line.state in inside),
        "late": sum(1 for line in lines if line.state == RegisterState.LATE),
        "missing": sum(1 for line in lines if line.state == RegisterState.MISSING),
        "not_due": sum(1 for line in lines if line.state == RegisterState.NOT_DUE),
    }


def bands(rows):
    """[(name, title, number as text, rows)] of the pupils by concern; vulnerable ones head each
    list."""
    found = {name: [] for name, _ in BANDS}
    for row in rows:
        found[BAND_OF[row.observation]].append(row)
    return [
        (
            name,
            title,
            str(len(found[name])),
            sorted(found[name], key=lambda row: not row.vulnerable),
        )
        for name, title in BANDS
    ]


COLUMNS = (
    ("Date", lambda row: row.date),
    ("Session", lambda row: str(row.session)),
    ("Pupil", lambda row: row.name),
    ("School", lambda row: row.school_name),
    ("Provider", lambda row: row.provider_name),
    ("Site", lambda row: row.site_name),
    ("Mark", lambda row: Observation(row.observation).label if row.is_marked else "Not yet marked"),
    ("Minutes lost", lambda row: "" if row.minutes is None else row.minutes),
    ("Reason", lambda row: row.reason_words if row.is_absent else ""),
    ("Saved by", lambda row: row.saved_by),
    ("Entered for the provider", lambda row: row.on_behalf),
    ("Entered late", lambda row: "Yes" if row.is_entered_late else ""),
)
CODE_COLUMNS = (
    ("Code", lambda row: row.decided or row.code),
    ("Code is", lambda row: "decided" if row.decided else "proposed" if row.code else ""),
)


def day_table(rows, *, with_code):
    """(column names, rows) of a day for a spreadsheet; "Not yet marked" is a value of its own."""
    chosen = COLUMNS + CODE_COLUMNS if with_code else COLUMNS
    return [name for name, _ in chosen], [[read(row) for _, read in chosen] for row in rows]
