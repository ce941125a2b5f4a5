import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from providers.models import SiteContact
from tests.factories.accounts import member
from tests.factories.providers import SiteContactFactory, SiteFactory

ANSWERS = {"role": "dsl", "name": "Dana Field", "phone": "01632 960 100", "email": ""}
NOW = "2026-11-23 09:00+00:00"


def trained(day, month, year):
    return {"trained_on_0": day, "trained_on_1": month, "trained_on_2": year}


@pytest.mark.capability("F063")
@time_machine.travel(NOW, tick=False)
def test_every_site_names_whom_to_ring(
    web, provider_lead, school_lead, commissioner, finance_officer, provider
):
    yard, barn = (SiteFactory(provider=provider, name=name) for name in ("Yard", "Barn"))
    lead = web(provider_lead)
    people = [
        ("head", "Hale Moor", {}),
        ("dsl", "Dana Field", trained("5", "1", "2026")),
        ("deputy_dsl", "Dev Brook", trained("22", "11", "2024")),
        ("register", "Reg Heath", {}),
        ("out_of_hours", "Ola Night", {}),
    ]
    for role, name, dates in people:
        answers = {"role": role, "name": name, "phone": "01632 960100", **dates}
        response = lead.post(f"/providers/sites/{yard.pk}/contacts/add/", answers)
        assert response.url == f"/providers/{provider.pk}/"
    # A provider that an authority relies on: live at once all the same.
    for reader in (school_lead, commissioner, finance_officer, provider_lead):
        page = web(reader).get(f"/providers/{provider.pk}/").content.decode()
        at_barn, at_yard = page.split('<div class="entry-site">')[1:]
        assert "Nobody is named to ring at Barn." in at_barn
        places = [at_yard.index(name) for _, name, _ in people]
        assert places == sorted(places)
        for text in (
            "Head or manager",
            "Designated safeguarding lead",
            "Deputy designated safeguarding lead",
            "Register contact",
            "Out of hours",
            '<a class="govuk-link" href="tel:01632960100">01632 960100</a>',
            "5 Jan 2026",
            "22 Nov 2024",
        ):
            assert text in at_yard, text
        assert at_yard.count(">Out of date</strong>") == 1
        assert "since 22 Nov 2026" in at_yard
    assert SiteContact.objects.filter(site=barn).count() == 0


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"role": ""}, "Select what they are at this site"),
        ({"name": ""}, "Enter the name"),
        ({"phone": ""}, "Enter a phone number or an email address"),
        (
            {"role": "out_of_hours", "phone": "", "email": "a@b.example"},
            "Enter the phone number that is answered out of hours",
        ),
        (
            {"role": "head", **trained("1", "9", "2026")},
            "Empty this: the date is kept of safeguarding leads and deputies only",
        ),
        (trained("24", "11", "2026"), "Date of the training must be today or in the past"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_contact_add_says_what_to_do_and_keeps_what_was_typed(
    web, provider_lead, site, answers, message
):
    page = (
        web(provider_lead)
        .post(f"/providers/sites/{site.pk}/contacts/add/", {**ANSWERS, **answers})
        .content.decode()
    )
    assert message in page
    assert "<title>Error: Add a contact" in page
    assert ("Dana Field" in page) is (answers.get("name") != "")
    assert SiteContact.objects.count() == 0


def test_contact_edit_and_remove(web, provider_lead, site):
    contact = SiteContactFactory(site=site, name="Hale Moor", role="head")
    client = web(provider_lead)
    edit = f"/providers/contacts/{contact.pk}/edit/"
    assert "Hale Moor" in client.get(edit).content.decode()
    client.post(edit, {**ANSWERS, **trained("1", "9", "2026")})
    contact.refresh_from_db()
    assert (contact.name, contact.role, contact.trained_on) == (
        "Dana Field",
        "dsl",
        dt.date(2026, 9, 1),
    )
    remove = f"/providers/contacts/{contact.pk}/remove/"
    asked = client.get(remove).content.decode()
    assert "Dana Field (designated safeguarding lead) is no longer shown" in asked
    assert SiteContact.objects.count() == 1
    assert client.post(remove).url == f"/providers/{site.provider_id}/"
    assert SiteContact.objects.count() == 0


def test_contacts_of_another_provider_are_not_there(web, stranger, site):
    contact = SiteContactFactory(site=site, name="Hale Moor")
    client = web(stranger(Role.PROVIDER_LEAD))
    for path in (
        f"/providers/sites/{site.pk}/contacts/add/",
        f"/providers/contacts/{contact.pk}/edit/",
        f"/providers/contacts/{contact.pk}/remove/",
    ):
        assert client.post(path, ANSWERS).status_code == 404
    assert SiteContact.objects.get().name == "Hale Moor"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_STAFF])
def test_contact_pages_are_not_for_every_role(web, role):
    contact = SiteContactFactory()
    client = web(member(role))
    assert client.get(f"/providers/contacts/{contact.pk}/edit/").status_code == 403
    assert client.post(f"/providers/contacts/{contact.pk}/remove/").status_code == 403
