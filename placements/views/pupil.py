from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from placements import actions, rules
from placements.filters import PupilFilter
from placements.forms.pupil import PupilForm
from placements.models import Placement, Pupil, UpnClaim
from placements.record import record_of

PAGE = 50


@allow(P.PUPIL_VIEW)
def pupil_list(request):
    user, today = request.user, timezone.localdate()
    pupils = Pupil.objects.visible_to(user).with_open_placements(user)
    found = PupilFilter(request.GET, queryset=pupils, user=user, today=today)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    viewed(request, page)
    for pupil in page:
        pupil.year = pupil.year_on(today)
    context = {
        "page": page,
        "filters": found.form,
        "is_asked": found.is_asked,
        "may_add": user.may(P.PUPIL_EDIT),
        "may_import": user.may(P.PUPIL_IMPORT),
        "may_merge": user.may(P.PUPIL_MERGE),
        "claims": _claims(user),
        "by_school": user.organisation.kind != OrganisationKind.SCHOOL,
    }
    return render(request, "placements/pupil_list.html", context)


def _claims(user):
    if not user.may(P.PUPIL_EDIT):
        return []
    return UpnClaim.objects.visible_to(user).told_to_school(user, timezone.now())


@allow(P.PUPIL_VIEW)
def pupil_detail(request, pk):
    user, today = request.user, timezone.localdate()
    pupil = Pupil.objects.visible_to(user).with_school().filter(pk=pk).first()
    if pupil is None:
        return _stays(user, pk)
    viewed(request, [pupil])
    placements = Placement.objects.visible_to(user).of_pupil(pupil).with_names().newest_first()
    context = {
        "pupil": pupil,
        "today": today,
        "record": record_of(pupil, user, today),
        "consultation": rules.consultation_needed(pupil),
        "placements": placements,
        "may_open_safeguarding": user.may(P.SAFEGUARDING_VIEW),
        "may_edit": user.may(P.PUPIL_EDIT),
        "may_record_safeguarding": user.may(P.SAFEGUARDING_VIEW) and user.may(P.PUPIL_EDIT),
        "may_request": user.may(P.PLACEMENT_REQUEST),
        "may_open_placements": user.may(P.PLACEMENT_VIEW),
        "may_see_attendance": user.may(P.ATTENDANCE_VIEW),
        "may_see_history": user.may(P.AUDIT_VIEW),
    }
    return render(request, "placements/pupil_detail.html", context)


def _stays(user, pk):
    """To the record that a merged one became; 404 for a record out of scope."""
    merged = get_object_or_404(Pupil.objects.tombstones(user), pk=pk)
    stays = Pupil.objects.visible_to(user).filter(pk=merged.merged_into_id).first()
    if stays is None:
        raise Http404
    return redirect(stays)


@allow(P.PUPIL_EDIT)
def pupil_add(request):
    user, today = request.user, timezone.localdate()
    form = PupilForm(request.POST or None, user=user, today=today, cancel_url=Pupil.list_url())
    wants_placement = "placement" in request.GET
    candidates = []
    if form.is_valid():
        try:
            pupil = _add(user, form)
        except actions.DuplicatePupil as found:
            candidates = found.candidates
            viewed(request, candidates)
            form.add_error("upn" if found.is_certain else None, str(found))
            if not found.is_certain:
                form.ask_twin()
        except actions.UpnElsewhere as refusal:
            actions.claim_upn(by=user, **claim_of(form.cleaned_data))
            form.add_error("upn", str(refusal))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{pupil} is in the register.")
            return redirect(_use(pupil, wants_placement))
    for candidate in candidates:
        candidate.use_url = _use(candidate, wants_placement)
    return render(request, "placements/pupil_add.html", {"form": form, "candidates": candidates})


def claim_of(facts):
    """What a school says of the child whose UPN it gives."""
    return {name: facts[name] for name in ("upn", "forename", "surname", "date_of_birth")}


def _add(user, form):
    organisation, facts = user.organisation, form.cleaned_data
    if organisation.kind == OrganisationKind.SCHOOL:
        facts = {**facts, "school": organisation}
    return actions.add_pupil(by=user, authority=organisation.authority or organisation, **facts)


def _use(pupil, wants_placement):
    """Where to go with a pupil: on to the placement that somebody is asking for, or the record."""
    if wants_placement:
        return f"{reverse('placements:placement_request')}?pupil={pupil.pk}"
    return pupil.get_absolute_url()
