"""What the approval of providers asks of a person: applications, changed entries, agreements."""

from django.urls import reverse

from apcommission.accounts.roles import Permission as P
from apcommission.reports.worklist_row import MOST, Row, day_words
from providers.choices import ApplicationState
from providers.models import Agreement, Application, EntryChange


def provider_rows(user, today):
    """(band of the worklist, Row) of each thing that waits for the user, or for the other side."""
    if user.may(P.APPROVAL_DECIDE):
        yield from _to_decide(user, today)
    if user.may(P.APPLICATION_WRITE):
        yield from _to_finish(user, today)
        yield from _to_accept(user, today)


def _to_decide(user, today):
    for application in Application.objects.visible_to(user).waiting().with_names()[:MOST]:
        yield (
            "this_week",
            Row(
                kind="Application to decide",
                text=f"{application.provider} applied for approval",
                since=application.sent_at,
                due=today,
                today=today,
                url=application.get_absolute_url(),
                action="Look at the application",
                colour="blue",
            ),
        )
    changes = EntryChange.objects.visible_to(user).waiting()
    changes = changes.decidable_by(user.organisation.pk).with_names().oldest_first()
    for change in changes[:MOST]:
        yield (
            "this_week",
            Row(
                kind="Changed entry to accept",
                text=f"{change.provider} proposes a change to its entry in the catalogue",
                since=change.proposed_at,
                due=today,
                today=today,
                url=change.get_absolute_url(),
                action="Look at the change",
                colour="blue",
            ),
        )


def _to_finish(user, today):
    unfinished = Application.objects.visible_to(user).unfinished().with_names()
    for application in unfinished.order_by("started_at", "pk")[:MOST]:
        asked = application.state == ApplicationState.ASKED
        by = f" by {day_words(application.answer_by)}" if asked and application.answer_by else ""
        yield (
            "now" if asked else "this_week",
            Row(
                kind="More information asked for" if asked else "Application to finish",
                text=(
                    f"{application.authority} asks for more information{by}"
                    if asked
                    else f"Your application to {application.authority} is not sent yet"
                ),
                since=application.started_at,
                due=application.answer_by if asked else today,
                today=today,
                url=reverse("providers:application_edit", args=[application.pk]),
                action="Answer" if asked else "Go on with it",
                colour="red" if asked else "blue",
            ),
        )


def _to_accept(user, today):
    texts = Agreement.objects.visible_to(user).current(today)
    texts = texts.not_accepted_by(user.organisation.pk).with_names()
    for agreement in texts.in_list_order()[:MOST]:
        yield (
            "this_week",
            Row(
                kind="Terms to accept",
                text=f"{agreement.title}, version {agreement.version}, of {agreement.publisher}",
                since=agreement.published_at,
                due=today,
                today=today,
                url=agreement.get_absolute_url(),
                action="Read and accept",
                colour="yellow",
            ),
        )
