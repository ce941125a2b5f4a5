"""Prices agreed beside the list price of an offer."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.models import NegotiatedPrice
from providers.models.saving import save_facts


def agree_price(
    *,
    by,
    offer,
    price_pence,
    price_unit,
    reason,
    agreed_on,
    valid_from,
    valid_to=None,
    school=None,
):
    """Record a price that the authority agreed for one school or, without a school, for all of
    its schools; a school's lead records its own school's.

    price_pence is in pence. Raises NotAllowed when a price for the same schools stands on any of
    these days, or when a school records another's.
    """
    organisation = by.membership.organisation
    authority_id = organisation.area_id
    if organisation.pk != authority_id and (school is None or school.pk != organisation.pk):
        raise NotAllowed("A school records the prices that it has agreed itself, and no other.")
    same = NegotiatedPrice.objects.of(offer).agreed_for(authority_id, school and school.pk)
    if same.between(valid_from, valid_to).exists():
        raise NotAllowed("The same schools have another price on these days. End that one first.")
    with record("price_agreed", by=by, reason=reason):
        return NegotiatedPrice.objects.create(
            offer=offer,
            provider_id=offer.provider_id,
            authority_id=authority_id,
            school=school,
            price_pence=price_pence,
            price_unit=price_unit,
            reason=reason,
            agreed_on=agreed_on,
            valid_from=valid_from,
            valid_to=valid_to,
            recorded_by_id=by.pk,
        )


def end_price(*, by, price, last_day):
    """Let the agreed price hold until this day and no longer.

    Raises NotAllowed for a day before it began, or after the end it has already."""
    if last_day < price.valid_from:
        raise NotAllowed("The last day is before the first day of this price.")
    if price.valid_to and last_day > price.valid_to:
        raise NotAllowed("This price ends earlier already. Agree a new one from the next day.")
    with record("price_ended", by=by):
        return save_facts(price, {"valid_to": last_day})
