"""The log of who was shown which child's record."""

from typing import NamedTuple

from apcommission.audit.models import PupilView


class PupilRef(NamedTuple):
    """A pupil known by number only, for pages that show history and not the record."""

    pk: int
    authority_id: int


def viewed(request, pupils):
    """Note that this request shows these pupils; the scope middleware writes it down.

    `pupils` are records with `pk` and `authority_id`, one or many.
    """
    seen = request.__dict__.setdefault("viewed_pupils", {})
    for pupil in pupils:
        seen[pupil.pk] = pupil.authority_id


def write_views(request):
    """One row for each pupil shown, in the request's own transaction."""
    seen = getattr(request, "viewed_pupils", None)
    if not seen:
        return
    user = request.user
    route = request.resolver_match.view_name if request.resolver_match else ""
    views = [
        PupilView(
            person_id=user.pk,
            person_name=user.name,
            person_role=user.membership.get_role_display(),
            organisation_id=user.organisation.pk,
            pupil_id=pupil_id,
            authority_id=authority_id,
            route=route,
        )
        for pupil_id, authority_id in seen.items()
    ]
    # Nothing conflicts; said so that no RETURNING asks for the right to read the log, which
    # most of those who write it have not.
    PupilView.objects.bulk_create(views, ignore_conflicts=True)
