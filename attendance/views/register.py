"""Taking the register: which are due, one of them, and one that was not held."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from apcommission.design.templatetags.design import long_date, plural
from apcommission.terms.choices import Session
from attendance import actions
from attendance.choices import AbsenceReason
from attendance.day import own_header
from attendance.expected import NOBODY, expected_registers
from attendance.forms.mark import RegisterNotDeliveredForm
from attendance.forms.register import RegisterForm, stored_entry
from attendance.models import Register
from attendance.planning import Conflict, ReasonNeeded
from attendance.rules import LONDON, cut_off, opens_at, register_state, session_at
from attendance.sheet import read_sheet
from attendance.views.dates import beside, caption, chosen_date
from attendance.window import closed_since
from providers.models import Site


@allow(Permission.REGISTER_TAKE)
def register_today(request):
    date, filters = chosen_date(request)
    now = timezone.now()
    sites = list(Site.objects.visible_to(request.user).by_name())
    expected = expected_registers(date, provider=request.user.organisation.pk)
    headers = {
        (header.site_id, header.session): header
        for header in Register.objects.visible_to(request.user).on(date).with_person()
    }
    sessions = [
        {
            "session": session,
            "registers": [
                line(
                    site,
                    session,
                    date,
                    expected.get((site.pk, session), NOBODY),
                    headers.get((site.pk, session)),
                    now,
                )
                for site in sites
                if (site.pk, session) in expected or (site.pk, session) in headers
            ],
        }
        for session in in_order(now)
    ]
    context = {
        "date": date,
        "today": timezone.localdate(),
        "beside": beside(date),
        "filters": filters,
        "sessions": [each for each in sessions if each["registers"]],
        "now_session": session_at(now),
        "date_words": long_date(date),
        "why_empty": "No session was planned for this date, or nobody holds sessions on it.",
    }
    return render(request, "attendance/register_today.html", context)


def in_order(now):
    """The two sessions, that of this time of day first."""
    return sorted(Session, key=lambda session: session != session_at(now))


def line(site, session, date, counts, header, now):
    """One register on the list: its state, how many, and who saved it when."""
    starts_at = site.times(session)[0]
    number, marked = counts
    return {
        "site": site,
        "session": session,
        "expected": number,
        "marked": marked,
        "header": header,
        "opens": opens_at(date, starts_at),
        "state": register_state(
            own_header(header, marked),
            number,
            now=now,
            opens=opens_at(date, starts_at),
            cut_off=cut_off(date, session, starts_at=starts_at),
        ),
    }


@allow(Permission.REGISTER_TAKE)
def register_take(request, site, date, session):
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site)
    form = RegisterForm(
        request.POST or None,
        times=site.times(session),
        read_rows=lambda: read_register(site, date, session).rows,
    )
    return answer(request, form, site, date, session)


@allow(Permission.REGISTER_ON_BEHALF)
def register_enter(request, site, date, session):
    """The same page for a school or an authority, of its own pupils: who told them is asked."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site)
    form = RegisterForm(
        request.POST or None,
        times=site.times(session),
        read_rows=lambda: read_register(site, date, session).rows,
        is_entering=True,
    )
    return answer(request, form, site, date, session)


def answer(request, form, site, date, session):
    conflict = None
    if form.is_valid():
        conflict = take(request, form, site, date, session)
        if conflict is None and form.is_valid():
            return redirect(request.resolver_match.view_name, site.pk, date, session)
    return show(request, form, site, date, session, conflict)


def read_register(site, date, session):
    return read_sheet(date, [session], of="site", pk=site.pk, provider=site.provider_id)


def take(request, form, site, date, session):
    """Save what was sent. Returns the Conflict there was, or None; other refusals are put on the
    form."""
    if not form.marks:
        messages.info(request, "Nothing has changed since it was saved.")
        return None
    try:
        saved = actions.save_register(
            by=request.user,
            site=site,
            date=date,
            session=session,
            key=form.cleaned_data["key"],
            marks=form.marks,
            change_reason=form.cleaned_data["change_reason"],
            on_behalf=form.cleaned_data["on_behalf"],
        )
    except Conflict as conflict:
        stale = {row.placement_id for row in conflict.rows}
        actions.keep_conflicts(
            by=request.user,
            site=site,
            date=date,
            session=session,
            marks=[mark for mark in form.marks if mark.placement_id in stale],
            rows=conflict.rows,
        )
        for row in conflict.rows:
            form.add_error(f"mark-{row.placement_id}", overtaken(row))
        return conflict
    except ReasonNeeded as refused:
        form.add_error("change_reason", str(refused))
    except NotAllowed as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, told(saved.register))
    return None


def overtaken(row):
    """Who marked a pupil while this page was open, what, and when."""
    if not row.is_marked:
        return f"{row.name}: the mark you saw is no longer there."
    when = f"{row.saved_at.astimezone(LONDON):%H:%M}"
    return f"{row.name} was marked “{row.words}” by {row.saved_by} at {when}"


def told(register):
    """What the page says after a save."""
    left = register.expected - register.marked
    marked = f"{register.marked} of {plural(register.expected, 'pupil')} marked."
    return f"Saved: {marked} {left} not marked yet." if left > 0 else f"Register saved: {marked}"


def show(request, form, site, date, session, conflict):
    sheet = read_register(site, date, session)
    viewed(request, [row.pupil for row in sheet.rows])
    header = Register.objects.visible_to(request.user).of(site, date, session).first()
    now = timezone.now()
    starts_at, finishes_at = site.times(session)
    opens = opens_at(date, starts_at)
    marked = sum(1 for row in sheet.expected if row.is_marked)
    in_conflict = {row.placement_id for row in conflict.rows} if conflict else set()
    entries = [
        form.entry_in_conflict(row)
        if row.placement_id in in_conflict
        else form.entry(row)
        if form.is_bound
        else stored_entry(row, finishes_at)
        for row in sheet.rows
    ]
    authority_ids = {row.authority_id for row in sheet.rows}
    context = {
        "form": form,
        "site": site,
        "date": date,
        "session": Session(session),
        "closed": closed_since(site, date, session, authority_ids, now),
        "may_plan": request.user.may(Permission.ABSENCE_PLAN),
        "may_reopen": request.user.may(Permission.REGISTER_REOPEN),
        "page": request.resolver_match.view_name,
        "entries": entries,
        "header": header,
        "is_open": now >= opens,
        "opens": opens,
        "conflict": conflict,
        "key": uuid.uuid4(),
        "date_text": date.isoformat(),
        "today": timezone.localdate(),
        "reasons": AbsenceReason.choices,
        "unmarked": sum(1 for entry in entries if not entry.mark),
        "why_empty": why_empty(sheet),
        "may_not_deliver": not any(row.observation not in ("", "X") for row in sheet.rows),
        "has_saved": any(row.is_marked for row in sheet.rows),
        "other_session": Session.PM if session == Session.AM else Session.AM,
        "expected": len(sheet.expected),
        "marked": marked,
        "state": register_state(
            own_header(header, marked),
            len(sheet.expected),
            now=now,
            opens=opens,
            cut_off=cut_off(date, session, starts_at=starts_at),
        ),
    }
    status = 409 if conflict else 200
    return render(request, "attendance/register_take.html", context, status=status)


def why_empty(sheet):
    """Why nobody is on a register, in words."""
    if sheet.closed:
        return f"No session is held: {', '.join(sheet.closed)}."
    return "No pupil has a planned session here in this half-day."


@allow(Permission.REGISTER_TAKE)
def register_not_delivered(request, site, date, session):
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site)
    expected, _ = expected_registers(date, provider=site.provider_id).get(
        (site.pk, session), NOBODY
    )
    form = RegisterNotDeliveredForm(request.POST or None)
    if form.is_valid():
        try:
            saved = actions.mark_not_delivered(
                by=request.user, site=site, date=date, session=session, **form.cleaned_data
            )
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            number = saved.register.expected
            messages.success(request, f"Recorded as not delivered for {plural(number, 'pupil')}.")
            return redirect("attendance:register_take", site.pk, date, session)
    context = {
        "form": form,
        "site": site,
        "date": date,
        "session": Session(session),
        "expected": expected,
        "caption": caption(site, date, session),
    }
    return render(request, "attendance/register_not_delivered.html", context)
