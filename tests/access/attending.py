"""The records of attendance in one corner of the world."""

from attendance.models import MarkConflict, PartTimeTimetable, PlannedAbsence


def attendance_records(placement, site, person, now):
    """{kind: record} of what hangs from the child's attendance on the day."""
    columns, day = placement.scope_columns(), now.date()
    return {
        "conflict": MarkConflict.objects.create(
            **columns,
            site=site,
            date=day,
            session="am",
            observation="A",
            base_version=0,
            stored_version=1,
            sent_by=person,
            sent_at=now,
        ),
        "planned": PlannedAbsence.objects.create(
            **columns,
            kind="ill",
            starts_on=day,
            ends_on=day,
            entered_by=person,
            entered_at=now,
        ),
        "part_time": PartTimeTimetable.objects.create(
            pupil=placement.pupil,
            authority=placement.authority,
            school=placement.school,
            half_days=["1 pm"],
            starts_on=day,
            ends_on=day,
            parent="Joan",
            reason="Ill health",
            recorded_by=person,
            recorded_at=now,
        ),
    }
