"""The flag board, one flag with its working, and saying that one has seen it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from apcommission.flags.actions import acknowledge_flag
from apcommission.flags.models import Flag
from apcommission.flags.thresholds import thresholds_for
from apcommission.reports.filters import FlagFilterForm
from apcommission.reports.flag_forms import FlagAcknowledgeForm
from apcommission.reports.flag_lines import flag_lines
from apcommission.reports.registration_working import by_authority
from placements.models import Pupil

PAGE = 25


@allow(P.FLAG_VIEW)
def flag_list(request):
    flags = Flag.objects.visible_to(request.user).open()
    filters = FlagFilterForm(request.GET or None, flags=flags)
    found = filters.apply(flags).by_urgency().with_bodies()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = flag_lines(page, request.user)
    viewed(request, [line.pupil for line in lines if line.pupil])
    context = {
        "filters": filters,
        "page": page,
        "lines": lines,
        "total": page.paginator.count,
        "is_filtered": filters.is_bound and any(filters.data.get(n) for n in filters.fields),
        "today": timezone.localdate(),
        "kind": request.user.organisation.kind,
    }
    return render(request, "reports/flag_list.html", context)


@allow(P.FLAG_VIEW)
def flag_detail(request, pk):
    user, today = request.user, timezone.localdate()
    flag = get_object_or_404(Flag.objects.visible_to(user).with_bodies(), pk=pk)
    [line] = flag_lines([flag], user)
    working = working_of(flag, user)
    viewed(request, [pupil for pupil, _ in working])
    viewed(request, [line.pupil] if line.pupil else [])
    context = {
        "flag": flag,
        "line": line,
        "told": told(flag),
        "working": working,
        "shares": by_authority(
            {int(pk): n for pk, n in flag.numbers.get("by_authority", {}).items()}
        ),
        "earlier": Flag.objects.visible_to(user).same_subject_as(flag).order_by("-raised_at"),
        "may_acknowledge": user.may(P.FLAG_HANDLE) and not flag.cleared_at,
        "rule_text": line.rule.describe(thresholds_for(line.rule, flag.authority_id, today))
        if line.rule
        else "",
        "today": today,
    }
    return render(request, "reports/flag_detail.html", context)


def told(flag):
    """Who sees this flag now, in words."""
    bodies = [
        (flag.for_provider, flag.provider, "the provider"),
        (flag.for_school, flag.school, "the school"),
        (flag.for_authority, flag.authority, "the LA"),
    ]
    return [f"{body} ({what})" for is_for, body, what in bodies if is_for and body]


def working_of(flag, user):
    """[(Pupil, numbers)] of the pupils in a registration flag who are this authority's own."""
    pupils = flag.numbers.get("pupils")
    # Other rules say how many there are, and not who.
    numbers = {each["id"]: each for each in pupils} if isinstance(pupils, list) else {}
    if not numbers or user.organisation.kind != OrganisationKind.AUTHORITY:
        return []
    own = Pupil.objects.visible_to(user).in_bulk(numbers)
    found = [(own[pk], each) for pk, each in numbers.items() if pk in own]
    return sorted(found, key=lambda pair: (-pair[1]["hours"], pair[0].surname.lower()))


@allow(P.FLAG_HANDLE)
def flag_acknowledge(request, pk):
    flag = get_object_or_404(Flag.objects.visible_to(request.user), pk=pk)
    [line] = flag_lines([flag], request.user)
    viewed(request, [line.pupil] if line.pupil else [])
    form = FlagAcknowledgeForm(request.POST or None, cancel_url=line.detail_url)
    if form.is_valid():
        try:
            acknowledge_flag(flag=flag, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "You have acknowledged this flag.")
            return redirect(line.detail_url)
    return render(request, "reports/flag_acknowledge.html", {"line": line, "form": form})
