"""Telling a story: each act is a real action, by a person, at a moment, in that person's scope."""

import heapq
import itertools

from django.db import connection

from apcommission.accounts.scope import database_scope
from apcommission.demo import clock

HISTORY = ("audit_event", "attendance_markevent")


class Story:
    """Acts in the order of their moments, whatever order they were thought of in."""

    def __init__(self):
        self._waiting = []
        self._number = itertools.count()
        self._seen = {table: _last(table) for table in HISTORY}
        self.acts = 0

    def at(self, moment, act, *arguments):
        """Let `act(story, *arguments)` happen at the moment."""
        heapq.heappush(self._waiting, (moment, next(self._number), act, arguments))

    def tell(self, until):
        """Everything up to the moment happens; what is later does not."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, act, arguments = heapq.heappop(self._waiting)
            with clock.at(moment):
                act(self, *arguments)
            self.date_history(moment)

    def do(self, actor, action, **arguments):
        """The actor takes the action as in a request of their own: same role, same rights."""
        self.acts += 1
        with database_scope(actor.membership):
            return action(by=actor, **arguments)

    def run_jobs(self, moment, run):
        """Whatever the timetable has due at the moment runs as it would have then."""
        with clock.at(moment):
            run(moment)
        self.date_history(moment)

    def keep_dates(self, table):
        """What was written to the table so far has its own dates already."""
        self._seen[table] = _last(table)

    def date_history(self, moment):
        """What the triggers wrote just now was written then. The demo's owner may say so; no
        role of the web can."""
        with connection.cursor() as cursor:
            for table in HISTORY:
                cursor.execute(
                    f"UPDATE {table} SET at = %s WHERE id > %s RETURNING id",  # noqa: S608
                    [moment, self._seen[table]],
                )
                rows = cursor.fetchall()
                if rows:
                    self._seen[table] = max(row[0] for row in rows)


def _last(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]
