"""What is done to the catalogue itself: who may read it, and which searches found nothing."""

from django.db import IntegrityError

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.models import PublicCatalogue, SearchMiss


def publish_catalogue(*, by, authority, is_on, address, introduction=""):
    """Show the authority's approved providers to anyone under the address, or stop doing so.

    Raises NotAllowed when another authority has the address.
    """
    try:
        with record(
            "public_catalogue_switched_on" if is_on else "public_catalogue_switched_off", by=by
        ):
            catalogue, _ = PublicCatalogue.objects.update_or_create(
                authority=authority,
                defaults={
                    "is_on": is_on,
                    "address": address,
                    "introduction": introduction,
                    "changed_by_id": by.pk,
                },
            )
            return catalogue
    except IntegrityError:
        raise NotAllowed(
            "Another authority’s catalogue has this address. Choose another."
        ) from None


def keep_search(*, by, authority, school=None, **facts):
    """Keep a search that found nothing; `facts` are fields of SearchMiss, and no child's."""
    with record("search_kept", by=by):
        miss = SearchMiss(authority_id=authority, school=school, **facts)
        # Nothing conflicts; said so that no RETURNING asks for the right to read what others
        # searched, which a school has not.
        SearchMiss.objects.bulk_create([miss], ignore_conflicts=True)
        return miss
