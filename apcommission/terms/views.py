"""The calendar of an organisation: half terms, closures and bank holidays."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.terms import actions
from apcommission.terms.calendars import authorities_of, calendars_for
from apcommission.terms.forms import ClosureAddForm, HalfTermEditForm
from apcommission.terms.models import Closure, HalfTerm
from apcommission.terms.rules import (
    academic_year,
    academic_year_dates,
    academic_year_name,
    bank_holidays_between,
)


@allow(Permission.CALENDAR_VIEW)
def calendar_detail(request):
    year = _year(request.GET.get("year"))
    own = request.user.organisation
    may_edit = request.user.may(Permission.CALENDAR_EDIT)
    start, end = academic_year_dates(year)
    authorities = list(authorities_of(own))
    bodies = {own.pk, *[authority.pk for authority in authorities]}
    closures = Closure.objects.of(*bodies).between(start, end).in_order()
    return render(
        request,
        "terms/calendar_detail.html",
        {
            "year": year,
            "year_name": academic_year_name(year),
            "years": [_year_link(other, year) for other in (year - 1, year, year + 1)],
            "calendars": _calendars(own, authorities, start, end),
            "closures": closures.select_related("organisation"),
            "bank_holidays": bank_holidays_between(start, end),
            "own": own,
            "may_edit": may_edit,
            "may_set_half_terms": may_edit and own.kind != OrganisationKind.PROVIDER,
        },
    )


@allow(Permission.CALENDAR_EDIT)
def closure_add(request):
    back = reverse("terms:calendar_detail")
    form = ClosureAddForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        try:
            closure = actions.add_closure(
                organisation=request.user.organisation, by=request.user, **form.cleaned_data
            )
        except actions.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{closure.reason} was added.")
            return redirect(f"{back}?year={academic_year(closure.starts_on)}")
    return render(request, "terms/closure_add.html", {"form": form})


@allow(Permission.CALENDAR_EDIT)
def closure_remove(request, pk):
    closure = get_object_or_404(Closure.objects.own(request.user), pk=pk)
    if request.method == "POST":
        year = academic_year(closure.starts_on)
        actions.remove_closure(closure=closure, by=request.user)
        messages.success(request, f"{closure.reason} was removed.")
        return redirect(f"{reverse('terms:calendar_detail')}?year={year}")
    return render(request, "terms/closure_remove.html", {"closure": closure})


@allow(Permission.CALENDAR_EDIT)
def half_term_edit(request, year):
    own = request.user.organisation
    if own.kind == OrganisationKind.PROVIDER:
        raise PermissionDenied("Half terms are set by local authorities and schools.")
    year = _year(year)
    back = f"{reverse('terms:calendar_detail')}?year={year}"
    half_terms = list(HalfTerm.objects.of(own.pk).of_years(year, year).in_order())
    form = HalfTermEditForm(
        request.POST or None,
        year=year,
        cancel_url=back,
        initial=HalfTermEditForm.initial_of(half_terms or _authoritys(own, year)),
    )
    if request.method == "POST" and "remove" in request.POST and own.authority_id:
        actions.set_half_terms(organisation=own, academic_year=year, dates=[], by=request.user)
        messages.success(request, f"The half terms of {own.authority} apply again.")
        return redirect(back)
    if form.is_valid():
        actions.set_half_terms(
            organisation=own, academic_year=year, dates=form.dates(), by=request.user
        )
        messages.success(request, f"The half terms of {academic_year_name(year)} were saved.")
        return redirect(back)
    context = {"form": form, "year_name": academic_year_name(year), "own": own}
    context["may_remove"] = bool(half_terms and own.authority_id)
    return render(request, "terms/half_term_edit.html", context)


def _year(text):
    """The academic year asked for; the current one when none is. 404 for one far away."""
    now = academic_year(timezone.localdate())
    if not text:
        return now
    year = int(text) if str(text).isdecimal() else 0
    if not now - 10 <= year <= now + 2:
        raise Http404(f"No calendar for {text}.")
    return year


def _year_link(year, shown):
    url = f"{reverse('terms:calendar_detail')}?year={year}"
    return {"label": academic_year_name(year), "url": url, "active": year == shown}


def _authoritys(own, year):
    return HalfTerm.objects.of(own.area_id).of_years(year, year)


def _calendars(own, authorities, start, end):
    """What applies here, one entry for each authority: half terms, whose they are, the days."""
    school_id = own.pk if own.kind == OrganisationKind.SCHOOL else None
    provider_id = own.pk if own.kind == OrganisationKind.PROVIDER else None
    keys = {authority: (authority.pk, school_id, provider_id) for authority in authorities}
    found = calendars_for(keys.values(), start=start, end=end)
    for authority, key in keys.items():
        held = list(found[key].sessions(start, end))
        half_terms = found[key].half_terms
        is_own = any(half_term.organisation_id == own.pk for half_term in half_terms)
        yield {
            "authority": authority,
            "half_terms": half_terms,
            "set_by": own if is_own else authority,
            "sessions": len(held),
            "days": len({date for date, _ in held}),
        }
