"""How other authorities stand to a provider: their approval's status and date, and nothing else.

A SECURITY DEFINER function, run by the owner after every migrate (providers/protection.py): it
sees every authority's approvals and gives an authority two columns of them. Never a reason, a
condition, a score or a pupil (decisions.md 5).
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from apcommission.accounts.row_security import FINANCE, LA
from providers.choices import ApprovalStatus

# An application has no date of decision; the date of an earlier one is not given away with it.
OTHER_APPROVALS = """
CREATE OR REPLACE FUNCTION other_approvals(p_provider int)
RETURNS TABLE (authority text, status text, decided_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.name::text, a.status::text,
    CASE WHEN a.status = 'applied' THEN NULL ELSE a.decided_on END
  FROM providers_approval a
  JOIN accounts_organisation o ON o.id = a.authority_id
  JOIN accounts_organisation asker
    ON asker.id = nullif(current_setting('app.org', true), '')::int AND asker.kind = 'authority'
  WHERE a.provider_id = p_provider AND a.authority_id <> asker.id
  ORDER BY lower(o.name), o.id
$$
"""

DOORS = [
    OTHER_APPROVALS,
    "REVOKE ALL ON FUNCTION other_approvals(int) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION other_approvals(int) TO " + LA + ", " + FINANCE,
]


@dataclass(frozen=True)
class OtherApproval:
    """One other authority's standing decision, as far as a neighbour may know it."""

    authority: str
    status: str
    decided_on: dt.date | None

    @property
    def label(self):
        return ApprovalStatus(self.status).label


def other_approvals(provider):
    """[OtherApproval] on the provider, by authority; asked in the scope of an authority."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM other_approvals(%s)", [provider.pk])
        return [OtherApproval(*row) for row in cursor.fetchall()]
