"""Whom to ring at a site. A change is live at once, whoever relies on the entry: a number that
is wrong is a danger to a child."""

from apcommission.audit.record import record
from providers.models import SiteContact
from providers.models.saving import save_facts


def add_contact(*, by, site, role, name, **facts):
    """Name somebody at a site; `facts` are fields of SiteContact."""
    with record("contact_added", by=by):
        return SiteContact.objects.create(
            site=site, provider_id=site.provider_id, role=role, name=name, **facts
        )


def edit_contact(*, by, contact, **facts):
    with record("contact_edited", by=by):
        return save_facts(contact, facts)


def remove_contact(*, by, contact):
    """Take somebody off the list; the audit keeps who stood there."""
    with record("contact_removed", by=by):
        contact.delete()
