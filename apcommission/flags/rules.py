"""What a flag rule is: its words, its thresholds, its source in law, and its query."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from apcommission.accounts.roles import Permission

KINDS = {
    "time": ("time", "a time of day"),
    "whole": ("integer", "a whole number"),
    "hours": ("numeric", "a number of hours"),
}


class Urgency(StrEnum):
    """The band of the worklist in which an open flag stands."""

    NOW = "now"
    THIS_WEEK = "this_week"


@dataclass(frozen=True)
class Setting:
    """One threshold of a rule: an authority may set its own value from a date.

    kind: "time" (HH:MM, London), "whole" or "hours".
    """

    name: str
    label: str
    default: str
    kind: str = "whole"

    @property
    def sql_type(self):
        return KINDS[self.kind][0]

    def problem_with(self, value):
        """A sentence when the value cannot be this setting's; "" when it can."""
        try:
            if self.kind == "time":
                dt.datetime.strptime(value, "%H:%M")  # noqa: DTZ007 - a time of day has no zone
                return ""
            number = int(value) if self.kind == "whole" else float(value)
        except (TypeError, ValueError):
            return f"{self.label} must be {KINDS[self.kind][1]}."
        most = 40 if self.kind == "hours" else 365
        return "" if 0 <= number <= most else f"{self.label} must be between 0 and {most}."


@dataclass(frozen=True)
class Moment:
    """When a rule is judged: an instant, and its date and time of day in London."""

    now: dt.datetime
    on: dt.date
    time: dt.time


@dataclass(frozen=True)
class Query:
    """A rule's SQL. It selects one row for each breach, with the columns BREACH_COLUMNS, and may
    read `settings`: one row an authority, `authority_id` and a typed column for each threshold.
    """

    sql: str
    params: dict = field(default_factory=dict)


BREACH_COLUMNS = (
    "subject_kind",
    "subject_id",
    "part",
    "authority_id",
    "school_id",
    "provider_id",
    "numbers",
    "due_on",
    "for_authority",
    "for_school",
    "for_provider",
)


@dataclass(frozen=True)
class Rule:
    """One kind of flag.

    query: Moment -> Query, the subjects in breach now.
    sentence: (flag, name of its subject) -> the fact and its working in one line.
    told: who is told first and who then, in words.
    source: the law or guidance it rests on, with its date.
    url: flag -> address of the page that clears it; action: what that link says; permission:
        the one that page asks for, so that others are not sent there.
    settings_of: the rule whose thresholds these are, when it shares another's.
    text: what the rule asks, with its thresholds by name in braces.
    """

    name: str
    title: str
    query: Callable
    sentence: Callable
    told: str
    source: str
    url: Callable
    action: str
    permission: Permission
    settings: tuple = ()
    settings_of: str = ""
    urgency: Urgency = Urgency.THIS_WEEK
    text: str = ""

    @property
    def thresholds_name(self):
        return self.settings_of or self.name

    def setting(self, name):
        return next(setting for setting in self.settings if setting.name == name)

    def defaults(self):
        return {setting.name: setting.default for setting in self.settings}

    def describe(self, thresholds):
        """The rule's text with these thresholds in it."""
        return self.text.format(**thresholds)


# Filled once at start-up from the table in apcommission/jobs, which stands above the pages that
# need a rule's words: they may not import it.
_installed = {}


def install(table):
    """Make the rules of the table known to pages. Raises ValueError for a name used twice."""
    for rule in table:
        if _installed.setdefault(rule.name, rule) is not rule:
            raise ValueError(f"Two rules are called {rule.name}.")


def rule_named(name):
    """The rule, or None for one that the deployment no longer has."""
    return _installed.get(name)


def installed_rules():
    return list(_installed.values())
