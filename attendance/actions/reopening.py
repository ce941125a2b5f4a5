"""Opening a closed register again."""

import datetime as dt

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.models import Reopening

OPEN_FOR = dt.timedelta(days=7)


def reopen_register(*, by, site, date, session, reason, now=None):
    """The authority's own pupils' marks of one register may be changed for a week more."""
    now = now or timezone.now()
    if not reason.strip():
        raise NotAllowed("Say why the register is reopened.")
    with record("register_reopened", by=by, reason=reason.strip()):
        return Reopening.objects.create(
            authority_id=by.organisation.pk,
            provider_id=site.provider_id,
            site=site,
            date=date,
            session=session,
            until=now + OPEN_FOR,
            reason=reason.strip(),
            reopened_by_id=by.pk,
            reopened_at=now,
        )
