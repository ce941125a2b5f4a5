"""Whose dates apply to a placement, read with two queries however many placements there are."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from apcommission.accounts.models import Organisation
from apcommission.terms import sessions
from apcommission.terms.choices import Session
from apcommission.terms.models import Closure, HalfTerm
from apcommission.terms.rules import academic_year, bank_holidays


@dataclass(frozen=True)
class Calendar:
    """When sessions are held for one authority, school and provider together.

    The school's own half terms stand in the place of its authority's, academic year by academic
    year. Closed is what any of the three has closed. Without half terms nothing is held: a day
    outside a known half term is a holiday.
    """

    half_terms: tuple = ()
    closures: tuple = ()
    # (date, session) -> closure, one mapping for each body; shared between calendars.
    _closed: tuple = field(default=(), repr=False)

    def is_session(self, date, session):
        """Whether this session is held. Answers only for dates that were loaded."""
        return (
            date.weekday() < sessions.SATURDAY
            and not any((date, session) in closed for closed in self._closed)
            and date not in bank_holidays(date.year)
            and self.half_term_on(date) is not None
        )

    def sessions(self, start, end):
        """Yield (date, session) of each session held from start to end, in order."""
        return sessions.sessions_where(start, end, self.is_session)

    def school_days(self, start, end):
        """The dates from start to end with a session, in order."""
        return sorted({date for date, _ in self.sessions(start, end)})

    def school_day_after(self, date, number):
        """The nth school day after the date; None when the known half terms end before."""
        return sessions.day_after_where(date, number, self.is_session)

    def half_term_on(self, date):
        """The half term that the date is in; None in a holiday."""
        return sessions.half_term_on(date, self.half_terms)

    def why_not(self, date, session):
        """Why no session is held, in words for a person; "" when one is."""
        if self.is_session(date, session):
            return ""
        if date.weekday() >= sessions.SATURDAY:
            return "Weekend"
        if date in bank_holidays(date.year):
            return bank_holidays(date.year)[date]
        for closed in self._closed:
            if (date, session) in closed:
                return closed[date, session].reason
        return "School holiday"


def calendar_for(authority_id, *, school_id=None, provider_id=None, start, end):
    """The calendar of one placement, for the dates from start to end."""
    key = (authority_id, school_id, provider_id)
    return calendars_for([key], start=start, end=end)[key]


def calendars_for(keys, *, start, end):
    """{(authority id, school id or None, provider id or None): Calendar}, in two queries."""
    keys = set(keys)
    bodies = {body for key in keys for body in key if body is not None}
    half_terms = defaultdict(list)
    years = academic_year(start), academic_year(end)
    for half_term in HalfTerm.objects.of(*bodies).of_years(*years).in_order():
        half_terms[half_term.organisation_id].append(half_term)
    closures = defaultdict(list)
    for closure in Closure.objects.of(*bodies).between(start, end).in_order():
        closures[closure.organisation_id].append(closure)
    closed = {body: _closed(found, start, end) for body, found in closures.items()}
    terms = {}
    for authority_id, school_id, _ in keys:
        if (authority_id, school_id) not in terms:
            terms[authority_id, school_id] = _applying(
                half_terms[authority_id], half_terms[school_id]
            )
    return {
        key: Calendar(
            half_terms=terms[key[:2]],
            closures=tuple(closure for body in key for closure in closures.get(body, ())),
            _closed=tuple(closed[body] for body in key if body in closed),
        )
        for key in keys
    }


def _applying(authoritys, schools):
    own_years = {half_term.academic_year for half_term in schools}
    others = [h for h in authoritys if h.academic_year not in own_years]
    return tuple(sorted([*schools, *others], key=lambda half_term: half_term.starts_on))


def _closed(closures, start, end):
    """{(date, session): closure} from start to end."""
    closed = {}
    for closure in closures:
        first, last = max(start, closure.starts_on), min(end, closure.ends_on)
        for number in range((last - first).days + 1):
            date = first + dt.timedelta(days=number)
            for session in [closure.session] if closure.session else Session.values:
                closed.setdefault((date, session), closure)
    return closed


def whole_year(date):
    """(start, end) of the academic years around a date: the one before, its own, the next.

    Enough for any rule that counts school days from the date.
    """
    year = academic_year(date)
    return dt.date(year - 1, 9, 1), dt.date(year + 2, 8, 31)


def authorities_of(organisation):
    """The authorities whose dates bear on an organisation, by name.

    An authority itself, a school's own, and for a provider each that has decided on it.
    """
    authorities = Organisation.objects.authorities().by_name()
    if organisation.area_id:
        return authorities.filter(pk=organisation.area_id)
    # An approval is a record of providers, above this app: read through the reverse relation.
    return authorities.filter(approvals__provider_id=organisation.pk).distinct()
