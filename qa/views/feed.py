"""A person's calendar of visits: where its address is made, and the address itself."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apcommission.accounts.access import allow, public
from apcommission.accounts.roles import Permission
from apcommission.accounts.scope import database_scope
from qa import actions
from qa.diary import entries_for
from qa.ics import CONTENT_TYPE, calendar
from qa.models import CalendarFeed

# The new address is shown once, on the page that follows.
NEW_SECRET = "new_calendar_secret"  # noqa: S105 - the name of a place in the session


@allow(Permission.VISIT_VIEW)
def calendar_feed(request):
    feed = CalendarFeed.objects.visible_to(request.user).first()
    secret = request.session.pop(NEW_SECRET, "")
    path = reverse("qa:calendar_file", args=[secret]) if secret else ""
    context = {
        "feed": feed if feed and feed.made_at else None,
        "address": f"{settings.SERVICE_ADDRESS}{path}" if path else "",
    }
    return render(request, "qa/calendar_feed.html", context)


@require_POST
@allow(Permission.VISIT_VIEW)
def calendar_feed_renew(request):
    request.session[NEW_SECRET] = actions.make_calendar_address(by=request.user)
    return redirect("qa:calendar_feed")


@require_POST
@allow(Permission.VISIT_VIEW)
def calendar_feed_stop(request):
    actions.stop_calendar(by=request.user)
    return redirect("qa:calendar_feed")


# A calendar program cannot sign in: the secret in the address stands for the person.
@require_safe
@public
def calendar_file(request, token):
    if request.user.is_authenticated:
        # Their own scope holds here, in which nobody reads what is another person's.
        messages.info(request, "That address is for your calendar program, not for the browser.")
        return redirect("qa:calendar_feed")
    feed = CalendarFeed.objects.with_secret(token).first()
    if feed is None or not _still_valid(feed.membership):
        raise Http404("There is no calendar at this address.")
    member = feed.membership.user
    member.membership = feed.membership
    with database_scope(feed.membership):
        entries = entries_for(member, timezone.localdate())
        actions.note_calendar_read(by=member, feed=feed)
    text = calendar("Visits", entries, now=timezone.now())
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response


def _still_valid(membership):
    return membership.ended_at is None and membership.user.is_active
