import datetime as dt

from qa.ics import Entry, calendar

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def lines(*entries):
    text = calendar("Visits", entries, now=NOW)
    assert text.endswith("END:VCALENDAR\r\n")
    return text.split("\r\n")


def test_a_day_is_a_whole_day_and_a_time_is_written_in_utc():
    winter = Entry("a", "Visit", dt.date(2026, 12, 1), dt.time(9, 30), place="Yard, 1 Mill Road")
    summer = Entry("b", "Visit", dt.date(2027, 6, 1), dt.time(9, 30))
    whole = Entry("c", "Visit due", dt.date(2026, 12, 31), url="https://example.org/visits/")
    found = lines(winter, summer, whole)
    assert [x for x in found if x.startswith(("DTSTART", "DTEND"))] == [
        "DTSTART:20261201T093000Z",
        "DTEND:20261201T123000Z",
        "DTSTART:20270601T083000Z",
        "DTEND:20270601T113000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
    ]
    assert "LOCATION:Yard\\, 1 Mill Road" in found
    assert "URL:https://example.org/visits/" in found
    assert found.count("CLASS:PRIVATE") == 3
    assert "UID:a@alternative-provision-register" in found


def test_signs_that_mean_something_to_a_calendar_are_escaped():
    found = lines(Entry("a", "One; two\\three\r\nBEGIN:VEVENT", dt.date(2026, 12, 1)))
    assert "SUMMARY:One\\; two\\\\three\\nBEGIN:VEVENT" in found
    assert found.count("BEGIN:VEVENT") == 1


def test_long_lines_are_folded_between_letters():
    title = "Safeguarding audit: " + "é" * 60
    found = lines(Entry("a", title, dt.date(2026, 12, 1)))
    assert max(len(line.encode()) for line in found) == 75
    unfolded = "\r\n".join(found).replace("\r\n ", "")
    assert f"SUMMARY:{title}" in unfolded
