import datetime as dt

import pytest

from apcommission.reports.worklist_row import Row, day_words

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        # 23:30 UTC on a day of summer time is the next day in London.
        (dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC), "Since 09:12 today"),
        (dt.datetime(2026, 11, 22, 23, 59, tzinfo=dt.UTC), "Since 22 Nov 2026 (1 day)"),
        (dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), "Since 1 Jul 2026 (145 days)"),
        (None, "Due 30 Nov 2026"),
    ],
)
def test_how_long(since, words):
    row = Row("Flag", "Text", since, dt.date(2026, 11, 30), TODAY, "/", "Do it")
    assert row.how_long == words


def test_day_words_have_no_leading_nought():
    assert day_words(dt.date(2026, 11, 3)) == "3 Nov 2026"
