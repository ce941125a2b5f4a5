from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from placements import actions, rules
from placements.filters import PupilFilter
from placements.forms.pupil import PupilForm, SafeguardingForm
from placements.models import Placement, Pupil, PupilSafeguarding
from placements.views.gates import carried_out

PAGE = 50


@allow(P.PUPIL_VIEW)
def pupil_list(request):
    user, today = request.user, timezone.localdate()
    pupils = Pupil.objects.visible_to(user).with_open_placements(user)
    found = PupilFilter(request.GET, queryset=pupils, user=user, today=today)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    viewed(request, page)
    for pupil in page:
        pupil.year = rules.nc_year_name(pupil.date_of_birth, today)
    context = {
        "page": page,
        "filters": found.form,
        "is_asked": found.is_asked,
        "may_add": user.may(P.PUPIL_EDIT),
        "by_school": user.organisation.kind != OrganisationKind.SCHOOL,
    }
    return render(request, "placements/pupil_list.html", context)


@allow(P.PUPIL_VIEW)
def pupil_detail(request, pk):
    user, today = request.user, timezone.localdate()
    pupil = get_object_or_404(Pupil.objects.visible_to(user).with_school(), pk=pk)
    viewed(request, [pupil])
    may_open = user.may(P.SAFEGUARDING_VIEW)
    placements = Placement.objects.visible_to(user).of_pupil(pupil).with_names().newest_first()
    context = {
        "pupil": pupil,
        "today": today,
        "year": rules.nc_year_name(pupil.date_of_birth, today),
        "is_of_school_age": rules.compulsory_school_age(pupil.date_of_birth, today),
        "consultation": rules.consultation_needed(pupil),
        "placements": placements,
        "may_open_safeguarding": may_open,
        "safeguarding": _safeguarding(user, pupil) if may_open else None,
        "may_edit": user.may(P.PUPIL_EDIT),
        "may_record_safeguarding": may_open and user.may(P.PUPIL_EDIT),
        "may_request": user.may(P.PLACEMENT_REQUEST),
        "may_open_placements": user.may(P.PLACEMENT_VIEW),
        "may_see_attendance": user.may(P.ATTENDANCE_VIEW),
    }
    return render(request, "placements/pupil_detail.html", context)


@allow(P.PUPIL_EDIT)
def pupil_add(request):
    user, today = request.user, timezone.localdate()
    form = PupilForm(request.POST or None, user=user, today=today, cancel_url=Pupil.list_url())
    candidates = []
    if form.is_valid():
        organisation = user.organisation
        facts = form.facts()
        if organisation.kind == OrganisationKind.SCHOOL:
            facts["school"] = organisation
        try:
            pupil = actions.add_pupil(
                by=user,
                authority=organisation.authority or organisation,
                is_another_child=form.cleaned_data["is_another_child"],
                **facts,
            )
        except actions.DuplicatePupil as found:
            candidates = found.candidates
            viewed(request, candidates)
            form.add_error("upn" if found.is_certain else None, str(found))
            if not found.is_certain:
                form.ask_twin()
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{pupil} is in the register.")
            return redirect(pupil)
    context = {"form": form, "candidates": candidates}
    return render(request, "placements/pupil_add.html", context)


@allow(P.PUPIL_EDIT)
def pupil_edit(request, pk):
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user), pk=pk)
    viewed(request, [pupil])
    form = PupilForm(
        request.POST or None,
        instance=pupil,
        user=request.user,
        today=timezone.localdate(),
        cancel_url=pupil.get_absolute_url(),
    )
    if form.is_valid():
        name = pupil.name
        facts = form.facts()
        if carried_out(form, actions.edit_pupil, by=request.user, pupil=pupil, **facts):
            messages.success(request, f"The record of {name} is saved.")
            return redirect(pupil)
        pupil.refresh_from_db()
    return render(request, "placements/pupil_edit.html", {"form": form, "pupil": pupil})


def _safeguarding(user, pupil):
    return PupilSafeguarding.objects.visible_to(user).of(pupil).first()


@allow(P.SAFEGUARDING_VIEW)
def safeguarding_edit(request, pk):
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user), pk=pk)
    if not request.user.may(P.PUPIL_EDIT):
        raise PermissionDenied("The school and the local authority keep this record.")
    viewed(request, [pupil])
    form = SafeguardingForm(
        request.POST or None,
        instance=_safeguarding(request.user, pupil),
        cancel_url=pupil.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, actions.record_safeguarding, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        messages.success(request, f"The safeguarding record of {pupil} is saved.")
        return redirect(pupil)
    context = {"form": form, "pupil": pupil}
    return render(request, "placements/safeguarding_edit.html", context)
