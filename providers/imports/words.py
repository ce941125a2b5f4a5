"""The value of a field as a person reads it in the preview."""

import datetime as dt

from providers.models import Offer, Provider, Site

MODELS = {"provider": Provider, "site": Site, "offer": Offer}


def shown(about, field, value):
    """In words; empty where there is nothing."""
    if value in (None, "", []):
        return ""
    if field == "price_pence":
        return f"£{value / 100:,.2f}"
    if isinstance(value, dt.date):
        return f"{value:%-d %b %Y}"
    labels = _labels(about, field)
    if isinstance(value, list):
        in_order = [each for each in labels if each in value]
        return "; ".join(str(labels[each]) for each in in_order)
    return str(labels.get(value, value))


def _labels(about, field):
    """{value: label} of a field with choices, also of a list of them."""
    if field == "name":
        return {}
    known = MODELS[about]._meta.get_field(field)
    return dict(getattr(known, "base_field", known).choices or ())
