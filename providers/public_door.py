"""The door through which anybody reads the list that an authority switched on for everybody.

SQL that the owner runs after every migrate (providers/protection.py), and the question that the
page asks of it. Of each approved provider it gives: name, kind, whether it is a registered
school, approved or with conditions, the towns of its open sites, and of each open offer title,
ages, needs, subjects, qualifications, type and days. No person, phone, e-mail, address, price,
place left, condition or finding of a visit passes through.
"""

import json
from dataclasses import dataclass

from django.db import connection

from apcommission.accounts.row_security import DATA_ROLES, PLATFORM, WEB
from providers.choices import ApprovalStatus, Need, OfferType, ProviderType, Subject

CATALOGUE = """
CREATE OR REPLACE FUNCTION public_catalogue(p_address text)
RETURNS TABLE (authority text, introduction text, provider text, type text, is_registered boolean,
  status text, towns text[], offers jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT la.name, c.introduction, o.name, v.type, v.urn IS NOT NULL, a.status,
    (SELECT array_agg(DISTINCT s.town ORDER BY s.town) FROM providers_site s
      WHERE s.provider_id = v.organisation_id AND s.is_active AND s.town <> ''),
    (SELECT jsonb_agg(jsonb_build_object('title', f.title, 'type', f.type,
        'age_from', f.age_from, 'age_to', f.age_to, 'needs', f.needs, 'subjects', f.subjects,
        'qualifications', f.qualifications) ORDER BY lower(f.title), f.id)
      FROM providers_offer f JOIN providers_site s ON s.id = f.site_id AND s.is_active
      WHERE f.provider_id = v.organisation_id AND f.is_active)
  FROM providers_publiccatalogue c
  JOIN accounts_organisation la ON la.id = c.authority_id
  LEFT JOIN providers_approval a ON a.authority_id = c.authority_id
    AND a.status IN ('approved', 'conditional')
  LEFT JOIN providers_provider v ON v.organisation_id = a.provider_id
  LEFT JOIN accounts_organisation o ON o.id = v.organisation_id
  WHERE c.address = p_address AND c.is_on
  ORDER BY lower(o.name), o.id
$$
"""
# Somebody signed in, of whatever role, reads what everybody reads.
_EVERYBODY = ", ".join((WEB, PLATFORM, *DATA_ROLES))

DOORS = [
    CATALOGUE,
    "REVOKE ALL ON FUNCTION public_catalogue(text) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION public_catalogue(text) TO {_EVERYBODY}",
]


@dataclass(frozen=True)
class PublicEntry:
    """One approved provider as everybody may read it; `offers` are dicts of labels."""

    name: str
    kind: str
    is_registered: bool
    status: str
    towns: list
    offers: list

    @property
    def status_label(self):
        return ApprovalStatus(self.status).label

    @property
    def registration(self):
        return "Registered school" if self.is_registered else "Not a registered school"

    @property
    def needs(self):
        met = {need for offer in self.offers for need in offer["needs"]}
        return [need.label for need in Need if need in met]


@dataclass(frozen=True)
class PublicList:
    authority: str
    introduction: str
    entries: list


def public_list(address):
    """The list under this address, or None when there is none or it is switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public_catalogue(%s)", [address])
        rows = cursor.fetchall()
    if not rows:
        return None
    # An authority that has approved nobody yet has one row, without a provider.
    entries = [_entry(*row[2:]) for row in rows if row[2] is not None]
    return PublicList(rows[0][0], rows[0][1], entries)


def _entry(name, kind, is_registered, status, towns, offers):
    return PublicEntry(
        name,
        ProviderType(kind).label,
        is_registered,
        status,
        towns or [],
        [_offer(offer) for offer in json.loads(offers or "[]")],
    )


def _offer(offer):
    kind = OfferType(offer["type"]).label if offer["type"] else ""
    subjects = [Subject(subject).label for subject in offer["subjects"]]
    return {**offer, "type_label": kind, "subject_labels": subjects}
