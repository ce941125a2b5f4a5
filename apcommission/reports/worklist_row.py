"""One line of the home page's worklist."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

# A band shows so many of a kind; the rest is one link away.
MOST = 10


@dataclass(frozen=True)
class Row:
    """One line of the worklist: what it is about, in one sentence, and the one thing to do."""

    kind: str
    text: str
    since: dt.datetime | None
    due: dt.date | None
    today: dt.date
    url: str
    action: str
    pupil: object = None
    colour: str = "grey"

    @property
    def how_long(self):
        """ "Since 09:12 today", "Since 20 Nov 2026 (3 days)", or when it falls due."""
        if self.since is None:
            return f"Due {day_words(self.due)}"
        since = timezone.localtime(self.since)
        days = (self.today - since.date()).days
        if days < 1:
            return f"Since {since:%H:%M} today"
        return f"Since {day_words(since)} ({days} {'day' if days == 1 else 'days'})"


def day_words(date):
    """ "23 Nov 2026"."""
    return f"{date.day} {date:%b %Y}"
