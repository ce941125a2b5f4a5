"""Which half-days of a pupil are excused by an agreed part-time timetable (code C2)."""

from apcommission.terms.choices import Session

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# What a school writes in its register for such a half-day (SI 2024/208 reg 11(6)).
CODE = "C2"
HALF_DAYS = [
    (f"{number} {session.value}", f"{name} {session.label}")
    for number, name in enumerate(WEEKDAYS, start=1)
    for session in Session
]


def code_for(timetables, date, session):
    """(C2, the agreement) of a half-day that one of these timetables frees; ("", None) else.

    Never after the agreement's end, nor after the day on which the pupil was back full time.
    """
    key = f"{date.isoweekday()} {session}"
    for timetable in timetables:
        last = min(timetable.ends_on, timetable.stopped_on or timetable.ends_on)
        if timetable.starts_on <= date <= last and key in timetable.half_days:
            return CODE, timetable
    return "", None


def half_days_in_words(timetable):
    """ "Monday morning, Friday afternoon" """
    return ", ".join(words for key, words in HALF_DAYS if key in timetable.half_days)
