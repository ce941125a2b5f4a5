"""The verbs: an organisation sets its own half terms and closures."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.terms.models import Closure, HalfTerm
from apcommission.terms.rules import HALF_TERM_NAMES, half_terms_problem


def set_half_terms(*, organisation, academic_year, dates, by):
    """Set the six half terms of one academic year, in place of those that were set before.

    `dates` is six (start, end) in order; an empty list takes a school's own half terms away, and
    its authority's apply again. Returns the half terms. Raises NotAllowed.
    """
    if dates and (problem := half_terms_problem(academic_year, dates)):
        raise NotAllowed(problem)
    _refuse_others(organisation, by)
    with record("half_terms_set", by=by):
        of_year = HalfTerm.objects.of(organisation.pk).of_years(academic_year, academic_year)
        of_year.delete()
        return HalfTerm.objects.bulk_create(
            HalfTerm(
                organisation=organisation,
                academic_year=academic_year,
                number=number,
                name=name,
                starts_on=start,
                ends_on=end,
            )
            for (number, name), (start, end) in zip(HALF_TERM_NAMES.items(), dates, strict=False)
        )


def add_closure(*, organisation, kind, starts_on, ends_on, reason, by, session=""):
    """Enter dates on which the organisation holds no session (`session` "" for the whole day).

    Raises NotAllowed when the same dates are entered already, or end before they start.
    """
    _refuse_others(organisation, by)
    if ends_on < starts_on:
        raise NotAllowed("The last day must be the same as or after the first day.")
    with record("closure_added", by=by):
        closure, is_new = Closure.objects.get_or_create(
            organisation=organisation,
            starts_on=starts_on,
            ends_on=ends_on,
            session=session,
            defaults={"kind": kind, "reason": reason},
        )
    if not is_new:
        raise NotAllowed(f"These dates are entered already: {closure.reason}.")
    return closure


def remove_closure(*, closure, by):
    """Take a closure back: its sessions are expected again, and the audit keeps what it was."""
    _refuse_others(closure.organisation, by)
    with record("closure_removed", by=by):
        closure.delete()


def _refuse_others(organisation, by):
    if organisation != by.organisation:
        raise NotAllowed(f"Only {organisation} may change its own dates.")
