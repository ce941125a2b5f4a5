"""The evidence on which each authority relies now: for each approval in use and each line of that
authority's checklist, the newest document that it has not sent back. A document that it has not
verified stands in for one that it has for a fortnight only: an unread paper with a far date must
not keep an approval alive.

Read by the jobs only, over all authorities.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from providers.choices import CheckOutcome, OnExpiry

# Days in which an authority is expected to look at what was given.
TIME_TO_VERIFY = 14

IN_FORCE = f"""
SELECT DISTINCT ON (a.id, r.position, r.key) a.id AS approval_id, a.authority_id, a.provider_id,
  r.key, r.name, r.on_expiry, d.id AS document_id, d.expires_on, d.uploaded_at,
  coalesce(c.outcome, '') AS outcome
FROM providers_approval a
JOIN providers_provider p ON p.organisation_id = a.provider_id
JOIN providers_evidencerequirement r ON r.is_active
  AND (cardinality(r.provider_types) = 0 OR p.type = ANY (r.provider_types))
  AND r.authority_id IS NOT DISTINCT FROM (
    SELECT o.authority_id FROM providers_evidencerequirement o
    WHERE o.authority_id = a.authority_id LIMIT 1)
JOIN providers_document d ON d.provider_id = a.provider_id AND d.key = r.key
  AND d.file_state <> 'refused'
LEFT JOIN LATERAL (
  SELECT k.outcome FROM providers_documentcheck k
  WHERE k.document_id = d.id AND k.authority_id = a.authority_id
  ORDER BY k.checked_at DESC, k.id DESC LIMIT 1
) c ON true
WHERE a.status IN ('approved', 'conditional', 'suspended') AND coalesce(c.outcome, '') <> 'returned'
ORDER BY a.id, r.position, r.key,
  (c.outcome = 'accepted' OR d.uploaded_at::date >= %(on)s::date - {TIME_TO_VERIFY}) IS TRUE DESC,
  d.uploaded_at DESC, d.id DESC
"""


@dataclass(frozen=True)
class InForce:
    """One kind of evidence that one authority holds of one provider."""

    approval_id: int
    authority_id: int
    provider_id: int
    key: str
    name: str
    on_expiry: str
    document_id: int
    expires_on: dt.date | None
    uploaded_at: dt.datetime
    outcome: str

    @property
    def is_verified(self):
        return self.outcome == CheckOutcome.ACCEPTED

    @property
    def touches_approval(self):
        return self.on_expiry == OnExpiry.APPROVAL


def evidence_in_force(on):
    """[InForce] of all authorities on the day, by approval, in the order of the checklist."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, {"on": on})
        return [InForce(*row) for row in cursor.fetchall()]
