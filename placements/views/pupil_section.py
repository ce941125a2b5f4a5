"""Changing one part of a pupil's record."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from placements import actions
from placements.forms.pupil_people import (
    AddressForm,
    ContactForm,
    MedicalForm,
    SafeguardingForm,
)
from placements.forms.pupil_section import SECTIONS, ProfileForm, SchoolForm
from placements.models import (
    Pupil,
    PupilAddress,
    PupilContact,
    PupilMedical,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
)
from placements.views.gates import carried_out


@allow(P.PUPIL_EDIT)
def pupil_edit(request, pk, section):
    if section not in SECTIONS:
        raise Http404
    pupil = _pupil(request, pk)
    name = pupil.name
    form = _form(SECTIONS[section], request, pupil, instance=pupil)
    if form.is_valid():
        if carried_out(form, actions.edit_pupil, by=request.user, pupil=pupil, **form.cleaned_data):
            return _saved(request, pupil)
        pupil.refresh_from_db()
    context = {"form": form, "pupil": pupil, "name": name, "title": SECTIONS[section].title}
    return render(request, "placements/pupil_edit.html", context)


@allow(P.PUPIL_EDIT)
def pupil_profile_edit(request, pk):
    pupil = _pupil(request, pk)
    held = PupilProfile.objects.visible_to(request.user).of(pupil).first()
    form = _form(ProfileForm, request, pupil, instance=held)
    if form.is_valid() and carried_out(
        form, actions.edit_profile, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        return _saved(request, pupil)
    context = {"form": form, "pupil": pupil, "title": "Former names, numbers and background"}
    return render(request, "placements/pupil_profile_edit.html", context)


@allow(P.PUPIL_EDIT)
def pupil_school_edit(request, pk):
    user, pupil = request.user, _pupil(request, pk)
    was = PupilSchool.objects.visible_to(user).of(pupil).still_open().first()
    held = PupilProfile.objects.visible_to(user).of(pupil).first()
    initial = {
        "school": pupil.school_id,
        "roll": pupil.roll,
        "other_school": was.other_school if was else "",
        "since": was.valid_from if was else timezone.localdate(),
        "home_la_code": held.home_la_code if held else "",
    }
    form = SchoolForm(
        request.POST or None, user=user, initial=initial, cancel_url=pupil.get_absolute_url()
    )
    if form.is_valid():
        facts = form.cleaned_data
        if user.organisation.kind == OrganisationKind.SCHOOL:
            facts["school"] = user.organisation
        if carried_out(form, actions.set_school, by=user, pupil=pupil, **facts):
            return _saved(request, pupil)
        pupil.refresh_from_db()
    context = {"form": form, "pupil": pupil, "title": "School and roll"}
    return render(request, "placements/pupil_school_edit.html", context)


@allow(P.SAFEGUARDING_VIEW)
def safeguarding_edit(request, pk):
    pupil = _pupil_of_keeper(request, pk)
    held = PupilSafeguarding.objects.visible_to(request.user).of(pupil).first()
    form = _form(SafeguardingForm, request, pupil, instance=held)
    if form.is_valid() and carried_out(
        form, actions.record_safeguarding, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        return _saved(request, pupil)
    context = {"form": form, "pupil": pupil, "title": "Safeguarding record"}
    return render(request, "placements/safeguarding_edit.html", context)


@allow(P.SAFEGUARDING_VIEW)
def medical_edit(request, pk):
    pupil = _pupil_of_keeper(request, pk)
    held = PupilMedical.objects.visible_to(request.user).of(pupil).first()
    form = _form(MedicalForm, request, pupil, instance=held)
    if form.is_valid() and carried_out(
        form, actions.record_medical, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        return _saved(request, pupil)
    context = {"form": form, "pupil": pupil, "title": "Medical record"}
    return render(request, "placements/medical_edit.html", context)


@allow(P.PUPIL_EDIT)
def address_edit(request, pk):
    pupil = _pupil(request, pk)
    held = PupilAddress.objects.visible_to(request.user).of(pupil)
    held = held.still_open().newest_first().first()
    since = held.valid_from if held else timezone.localdate()
    form = _form(AddressForm, request, pupil, instance=held, initial={"since": since})
    if form.is_valid() and carried_out(
        form, actions.set_address, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        return _saved(request, pupil)
    context = {"form": form, "pupil": pupil, "title": "Address"}
    return render(request, "placements/address_edit.html", context)


@allow(P.PUPIL_EDIT)
def contact_add(request, pk):
    pupil = _pupil(request, pk)
    held = PupilContact.objects.visible_to(request.user).of(pupil).count()
    form = _form(ContactForm, request, pupil, initial={"order": held + 1})
    if form.is_valid() and carried_out(
        form, actions.add_contact, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        return _saved(request, pupil)
    context = {"form": form, "pupil": pupil, "title": "Add a contact"}
    return render(request, "placements/contact_add.html", context)


@allow(P.PUPIL_EDIT)
def contact_edit(request, pk, contact):
    pupil = _pupil(request, pk)
    held = PupilContact.objects.visible_to(request.user).of(pupil)
    contact = get_object_or_404(held, pk=contact)
    if request.POST.get("do") == "remove":
        actions.remove_contact(by=request.user, contact=contact)
        return _saved(request, pupil)
    form = _form(ContactForm, request, pupil, instance=contact)
    if form.is_valid() and carried_out(
        form, actions.edit_contact, by=request.user, contact=contact, **form.cleaned_data
    ):
        return _saved(request, pupil)
    context = {"form": form, "pupil": pupil, "contact": contact, "title": "Change a contact"}
    return render(request, "placements/contact_edit.html", context)


def _pupil(request, pk):
    """The pupil, noted as seen; 404 outside the user's scope."""
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user).with_school(), pk=pk)
    viewed(request, [pupil])
    return pupil


def _pupil_of_keeper(request, pk):
    """The same for those who keep the record; 403 for a provider's safeguarding lead."""
    pupil = _pupil(request, pk)
    if not request.user.may(P.PUPIL_EDIT):
        raise PermissionDenied("The school and the local authority keep this record.")
    return pupil


def _form(form_class, request, pupil, **arguments):
    return form_class(
        request.POST or None,
        today=timezone.localdate(),
        cancel_url=pupil.get_absolute_url(),
        **arguments,
    )


def _saved(request, pupil):
    messages.success(request, f"The record of {pupil} is saved.")
    return redirect(pupil)
