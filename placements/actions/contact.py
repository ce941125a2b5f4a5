"""Whom to ring about a child, and where the child lives."""

import datetime as dt

from apcommission.accounts.geography import normalise_postcode
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.models import PupilAddress, PupilContact, of_pupil


def add_contact(*, by, pupil, **facts):
    """One more person to ring. Raises NotAllowed when nothing says how to reach them."""
    with record("contact_added", by=by):
        return _save(PupilContact(**of_pupil(pupil)), facts)


def edit_contact(*, by, contact, **facts):
    """Raises NotAllowed when nothing says how to reach them."""
    with record("contact_edited", by=by):
        return _save(contact, facts)


def remove_contact(*, by, contact):
    """Take a contact off the record; the audit keeps it."""
    with record("contact_removed", by=by):
        contact.delete()


def set_address(*, by, pupil, lines, town, postcode, since):
    """Where the pupil lives from a day on; the address before it stays written.

    Raises NotAllowed for no postcode, or a day before the last change.
    """
    with record("address_set", by=by):
        postcode = normalise_postcode(postcode)
        if not postcode:
            raise NotAllowed("Enter a whole postcode of the United Kingdom, like RM1 3BB.")
        address = _open_address(pupil, since)
        address.lines, address.town, address.postcode = lines, town, postcode
        address.save()
        return address


def _open_address(pupil, since):
    was = PupilAddress.objects.of(pupil).still_open().newest_first().first()
    if was and since < was.valid_from:
        raise NotAllowed(f"The last change was on {was.valid_from:%-d %B %Y}: give a later day.")
    if was and since == was.valid_from:
        return was
    if was:
        was.valid_to = since - dt.timedelta(days=1)
        was.save(update_fields=["valid_to"])
    return PupilAddress(**of_pupil(pupil), valid_from=since)


def _save(contact, facts):
    for name, value in facts.items():
        setattr(contact, name, value)
    if not contact.phone and not contact.email:
        raise NotAllowed("Enter a phone number or an email address.")
    contact.save()
    return contact
