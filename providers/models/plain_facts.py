"""The facts of a change to an entry, as plain values that are kept until it is decided."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey

from providers.choices import ChangeKind
from providers.models.offer import Offer
from providers.models.provider import Provider
from providers.models.site import Site

MODELS = {ChangeKind.PROVIDER: Provider, ChangeKind.SITE: Site, ChangeKind.OFFER: Offer}


def plain(value):
    """The value as JSON keeps it: a record by its number, choices in one order, text with the
    line ends of the register."""
    value = getattr(value, "pk", value)
    value = json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    if isinstance(value, list):
        return sorted(value)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def live_facts(kind, record, names):
    """{field: plain value} of what stands now."""
    meta = MODELS[kind]._meta
    return {name: plain(meta.get_field(name).value_from_object(record)) for name in names}


def differing(kind, record, facts):
    """(proposed, stood): the facts that differ from the live record and what stands there; all
    of them, and nothing, where there is no record yet.

    The record is read afresh: a form may have written its answers on the one it was given.
    """
    given = {name: plain(value) for name, value in facts.items()}
    if record is None:
        return given, {}
    live = live_facts(kind, MODELS[kind].objects.get(pk=record.pk), given)
    proposed = {name: value for name, value in given.items() if value != live[name]}
    return proposed, {name: live[name] for name in proposed}


def fact_of(change, name):
    """The proposed value of a field as its action takes it; a site only of the same provider.

    Raises Site.DoesNotExist for another's."""
    field = MODELS[change.kind]._meta.get_field(name)
    value = change.proposed[name]
    if isinstance(field, ForeignKey):
        return Site.objects.of(change.provider_id).get(pk=value)
    return field.to_python(value)
