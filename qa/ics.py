"""Calendar files that calendar programs read (RFC 5545), with nothing of a child in them."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
CONTENT_TYPE = "text/calendar; charset=utf-8"
# A visit whose end nobody wrote down.
HOURS = dt.timedelta(hours=3)
_SIGNS = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True)
class Entry:
    """One event: a day, or from a time on it (London); `key` stays the same when it moves."""

    key: str
    title: str
    day: dt.date
    time: dt.time | None = None
    place: str = ""
    url: str = ""


def calendar(name, entries, *, now):
    """The text of a calendar. Times are written in UTC, so that no zone needs to be told."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alternative Provision Register//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    for entry in entries:
        lines += _event(entry, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry, now):
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@alternative-provision-register"
    yield f"DTSTAMP:{_utc(now)}"
    if entry.time is None:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.day + dt.timedelta(days=1):%Y%m%d}"
    else:
        start = dt.datetime.combine(entry.day, entry.time, tzinfo=LONDON)
        yield f"DTSTART:{_utc(start)}"
        yield f"DTEND:{_utc(start.astimezone(dt.UTC) + HOURS)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _utc(moment):
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(words):
    return words.translate(_SIGNS)


def _folded(line):
    """The line in pieces of at most 75 bytes, never cut inside a letter."""
    piece, size, start = [], 0, ""
    for sign in line:
        width = len(sign.encode())
        if size + width > 75:
            yield start + "".join(piece)
            piece, size, start = [], 1, " "
        piece.append(sign)
        size += width
    yield start + "".join(piece)
