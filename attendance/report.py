"""What a school or an authority reports of attendance: a row a pupil, by the one published rule."""

from dataclasses import dataclass

from django.db import connection

from attendance.rules import Counts, attendance_rate, is_persistent, is_severe

# Follow-ups of absences by pupil: what was done about them.
FOLLOW_UPS = """
SELECT p.pupil_id, count(*) FROM attendance_followup f
JOIN placements_placement p ON p.id = f.placement_id
WHERE f.date BETWEEN %s AND %s GROUP BY p.pupil_id"""


@dataclass
class PupilLine:
    """One pupil's sessions in a period, over all providers that the viewer sees."""

    row: object
    counts: Counts
    authorised: int = 0
    unmarked: int = 0
    follow_ups: int = 0

    @property
    def unauthorised(self):
        return self.counts.absent - self.authorised

    @property
    def rate(self):
        return attendance_rate(self.counts)

    @property
    def band(self):
        """The published band of the period's own sessions; "" for the others."""
        if is_severe(self.counts):
            return "Severe absence"
        return "Persistent absence" if is_persistent(self.counts) else ""


def pupil_lines(rows, follow_ups, *, today):
    """[PupilLine] of these SheetRows in their order; sessions to come count nowhere."""
    lines = {}
    for row in rows:
        if row.date > today:
            continue
        line = lines.setdefault(row.pupil_id, PupilLine(row, Counts()))
        line.counts += row.counts
        line.authorised += is_authorised(row)
        line.unmarked += row.is_expected and not row.is_marked
    for pupil_id, line in lines.items():
        line.follow_ups = follow_ups.get(pupil_id, 0)
    return list(lines.values())


def is_authorised(row):
    """Whether a session counts as an authorised absence, by the code decided or proposed."""
    code = row.effective_code
    return bool(row.counts.absent and code and code.authorised == "authorised")


def total(lines):
    """The lines together, by the same rule and the same cut."""
    summed = PupilLine(None, sum((line.counts for line in lines), Counts()))
    summed.authorised = sum(line.authorised for line in lines)
    summed.unmarked = sum(line.unmarked for line in lines)
    summed.follow_ups = sum(line.follow_ups for line in lines)
    return summed


def follow_ups_between(start, end):
    """{pupil id: attempts to find out} in the caller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW_UPS, [start, end])
        return dict(cursor.fetchall())


NAMES = (
    "Pupil",
    "School",
    "Possible",
    "Attended",
    "Late",
    "Absent, authorised",
    "Absent, unauthorised",
    "Attendance %",
    "Band",
    "Not delivered",
    "Not yet marked",
    "Follow-ups",
)


def table(lines):
    """(column names, rows) for a spreadsheet."""
    return NAMES, [values(line) for line in lines]


def values(line):
    counts = line.counts
    return [
        line.row.name,
        line.row.school_name,
        counts.possible,
        counts.attended,
        counts.late,
        line.authorised,
        line.unauthorised,
        "" if line.rate is None else line.rate,
        line.band,
        counts.undelivered,
        line.unmarked,
        line.follow_ups,
    ]
