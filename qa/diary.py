"""What stands in a person's calendar of visits."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from qa.cycle import providers_due
from qa.ics import Entry
from qa.models import Action, Visit
from qa.rules import UNANNOUNCED_KINDS


def entries_for(user, on):
    """[Entry] for a member in the scope that holds: visits they make; for an LA also when
    providers are to be visited; for a provider until when to reply and to put things right."""
    match user.organisation.kind:
        case OrganisationKind.PROVIDER:
            return [*_replies(user), *_actions(user)]
        case OrganisationKind.AUTHORITY:
            return [*_visits(user), *_due(user, on)]
        case _:
            return _visits(user)


def _visits(user):
    own = Visit.objects.visible_to(user).owned_by(user).with_names()
    mine = own.filter(Q(lead=user.pk) | Q(co_visitor=user.pk)).drafts().newest_first()
    return [
        Entry(
            key=f"visit-{visit.pk}",
            title=f"{visit.get_kind_display()}: {visit.provider}",
            day=visit.visited_on,
            time=visit.starts_at,
            # What is on somebody's screen at the provider's desk must not give it away.
            place="" if visit.kind in UNANNOUNCED_KINDS or not visit.site else visit.site.address,
            url=_address(visit.get_absolute_url()),
        )
        for visit in mine
    ]


def _due(user, on):
    return [
        Entry(
            key=f"due-{due.provider.pk}",
            title=f"Visit due: {due.provider}",
            day=due.due_on,
            url=_address(f"{reverse('qa:visit_add')}?provider={due.provider.pk}"),
        )
        for due in providers_due(user.organisation.pk, on)
        if due.state and due.arranged is None
    ]


def _replies(user):
    waiting = Visit.objects.visible_to(user).open_to_reply().with_names().newest_first()
    return [
        Entry(
            key=f"reply-{visit.pk}",
            title=f"Last day to reply to the visit of {visit.authority}",
            day=visit.reply_by,
            url=_address(visit.get_absolute_url()),
        )
        for visit in waiting
    ]


def _actions(user):
    to_do = Action.objects.visible_to(user).of_published_visits().open().soonest_first()
    return [
        Entry(
            key=f"action-{action.pk}",
            title=f"To put right: {action.title}",
            day=action.due_on,
            url=_address(reverse("qa:visit_detail", args=[action.visit_id])),
        )
        for action in to_do
    ]


def _address(path):
    return f"{settings.SERVICE_ADDRESS}{path}"
