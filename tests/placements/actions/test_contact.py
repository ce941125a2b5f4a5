import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.models import PupilAddress, PupilContact

CONTACT = {"name": "Jo Marsh", "relation": "mother", "phone": "01632 960001"}


@pytest.fixture
def contact(school_lead, pupil):
    return actions.add_contact(by=school_lead, pupil=pupil, **CONTACT)


def test_add_contact(contact, pupil):
    held = PupilContact.objects.get()
    assert (held.pupil, held.authority, str(held)) == (pupil, pupil.authority, "Jo Marsh")
    assert Event.objects.get(table_name="placements_pupilcontact").action == "contact_added"


def test_add_contact_refuses_one_who_cannot_be_reached(school_lead, pupil):
    with pytest.raises(NotAllowed, match="Enter a phone number or an email address"):
        actions.add_contact(by=school_lead, pupil=pupil, **CONTACT | {"phone": ""})


def test_edit_contact(school_lead, contact):
    actions.edit_contact(by=school_lead, contact=contact, phone="", email="jo@demo.example")
    contact.refresh_from_db()
    assert (contact.phone, contact.email) == ("", "jo@demo.example")


def test_remove_contact_leaves_it_in_the_audit(school_lead, contact):
    actions.remove_contact(by=school_lead, contact=contact)
    assert not PupilContact.objects.exists()
    gone = Event.objects.get(action="contact_removed")
    assert (gone.operation, gone.before["name"]) == ("delete", "Jo Marsh")


def move(user, pupil, postcode, since):
    return actions.set_address(
        by=user, pupil=pupil, lines="1 Elm Row", town="Elmton", postcode=postcode, since=since
    )


def test_set_address_keeps_the_one_before(school_lead, pupil):
    move(school_lead, pupil, "rm13bb", dt.date(2024, 1, 8))
    move(school_lead, pupil, "RM7 7AA", dt.date(2026, 11, 2))
    assert list(
        PupilAddress.objects.order_by("pk").values_list("postcode", "valid_from", "valid_to")
    ) == [
        ("RM1 3BB", dt.date(2024, 1, 8), dt.date(2026, 11, 1)),
        ("RM7 7AA", dt.date(2026, 11, 2), None),
    ]
    on = PupilAddress.objects.on
    assert on(dt.date(2026, 11, 1)).get().postcode == "RM1 3BB"
    assert str(on(dt.date(2026, 11, 2)).get()) == "1 Elm Row, Elmton, RM7 7AA"


def test_set_address_of_the_same_day_corrects(school_lead, pupil):
    for postcode in ("RM1 3BB", "RM7 7AA"):
        move(school_lead, pupil, postcode, dt.date(2024, 1, 8))
    assert PupilAddress.objects.get().postcode == "RM7 7AA"


@pytest.mark.parametrize(
    ("postcode", "since", "why"),
    [
        ("RM1", dt.date(2026, 1, 1), "Enter a whole postcode"),
        ("RM1 3BB", dt.date(2023, 1, 1), "The last change was on 8 January 2024"),
    ],
)
def test_set_address_refuses(school_lead, pupil, postcode, since, why):
    move(school_lead, pupil, "RM1 3BB", dt.date(2024, 1, 8))
    with pytest.raises(NotAllowed, match=why):
        move(school_lead, pupil, postcode, since)
