"""Until when a register may be completed or corrected: a setting of each authority, unless its
commissioner has reopened the register."""

import datetime as dt

from apcommission.audit.refusal import NotAllowed
from apcommission.flags.rules import rule_named
from apcommission.flags.thresholds import every_authority
from attendance.models import Reopening
from attendance.rules import LONDON

RULE, SETTING = "register_missing", "edit_days"


def refuse_closed(site, date, session, rows, now):
    """Raise NotAllowed when the register is closed for one of these rows' authorities.

    On the day itself nothing is asked: two queries for any earlier one.
    """
    closed = closed_since(site, date, session, {row.authority_id for row in rows}, now)
    if closed:
        raise NotAllowed(
            f"This register closed for changes on {closed:%-d %B %Y}. Ask the local authority to "
            "reopen it, and say why."
        )


def closed_since(site, date, session, authority_ids, now):
    """The last day on which these authorities' marks could be changed; None while they can."""
    today = now.astimezone(LONDON).date()
    if date >= today or not authority_ids:
        return None
    reopened = set(
        Reopening.objects.of(site, date, session)
        .in_force(now)
        .values_list("authority_id", flat=True)
    )
    days = edit_days(authority_ids - reopened, today)
    ends = [date + dt.timedelta(days=number) for number in days.values()]
    gone = [end for end in ends if end < today]
    return min(gone, default=None)


def edit_days(authority_ids, on):
    """{authority id: days after the session within which its marks may be changed}."""
    if not authority_ids:
        return {}
    values = every_authority(rule_named(RULE), on, list(authority_ids))
    return {pk: int(each[SETTING]) for pk, each in values.items()}
