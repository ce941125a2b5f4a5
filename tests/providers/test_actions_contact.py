import datetime as dt

import pytest
from django.db import DatabaseError

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from providers import actions
from providers.choices import ContactRole
from providers.models import SiteContact
from tests.factories.accounts import member
from tests.factories.providers import SiteContactFactory, SiteFactory


def test_a_provider_names_edits_and_removes_its_contacts_at_once(provider_lead, site):
    with database_scope(provider_lead.membership):
        contact = actions.add_contact(
            by=provider_lead,
            site=site,
            role=ContactRole.DSL,
            name="Dana Field",
            phone="01632 960100",
            trained_on=dt.date(2026, 1, 5),
        )
        actions.edit_contact(by=provider_lead, contact=contact, phone="01632 960101")
    contact = SiteContact.objects.get()
    assert (contact.provider, contact.phone, contact.trained_on) == (
        site.provider,
        "01632 960101",
        dt.date(2026, 1, 5),
    )
    with database_scope(provider_lead.membership):
        actions.remove_contact(by=provider_lead, contact=contact)
    assert SiteContact.objects.count() == 0
    events = Event.objects.filter(table_name="providers_sitecontact").order_by("pk")
    assert [(e.action, e.operation, e.person_name) for e in events] == [
        ("contact_added", "insert", "Pat Lowe"),
        ("contact_edited", "update", "Pat Lowe"),
        ("contact_removed", "delete", "Pat Lowe"),
    ]
    assert events.last().before["name"] == "Dana Field"


def test_a_school_changes_no_contact(school_lead, site):
    contact = SiteContactFactory(site=site, name="Dana Field")
    with database_scope(school_lead.membership):
        assert SiteContact.objects.get().name == "Dana Field"
        with pytest.raises(DatabaseError):
            actions.edit_contact(by=school_lead, contact=contact, name="Else")


def test_another_provider_neither_sees_nor_changes_them(site):
    SiteContactFactory(site=site)
    stranger = member(Role.PROVIDER_LEAD)
    with database_scope(stranger.membership):
        assert SiteContact.objects.count() == 0
        with pytest.raises(DatabaseError):
            actions.add_contact(
                by=stranger, site=SiteFactory.build(pk=site.pk), role="head", name="Me"
            )
