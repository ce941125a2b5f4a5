"""Recording a visit on a tablet: the whole sheet, one standard in the background, photos."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.forms.recording import BlockForm, PhotoForm, VisitRecordForm, VoiceForm
from qa.models import Photo
from qa.people import pupils_at
from qa.rules import sample_size
from qa.sheet import sheet_of
from qa.views.visit_steps import own_visit


@allow(Permission.VISIT_RECORD)
def visit_record(request, pk):
    visit = own_visit(request, pk)
    if not visit.is_draft:
        messages.info(request, "This visit was sent for sign-off and cannot be changed.")
        return redirect(visit)
    sheet = sheet_of(visit, request.user)
    form = VisitRecordForm(request.POST or None, sheet=sheet)
    if form.is_valid():
        try:
            actions.save_judgements(
                by=request.user,
                visit=visit,
                judgements=form.judgements(),
                confidential=form.confidential(),
                summary=form.cleaned_data["summary"],
            )
        except NotAllowed as refused:
            messages.error(request, str(refused))
            return redirect(visit)
        step = request.POST.get("do", "")
        if step == "check":
            # The page then lets go of what it kept on the device.
            return redirect(reverse("qa:visit_check", args=[visit.pk]) + "?saved=yes")
        now = timezone.localtime()
        messages.success(request, f"Draft saved at {now:%H:%M}.")
        place = f"#{step}" if step.startswith(("area-", "standard-")) else ""
        return redirect(reverse("qa:visit_record", args=[visit.pk]) + place)
    context = {"form": form, "visit": visit, "sheet": sheet}
    return render(request, "qa/visit_record.html", context)


@require_POST
@allow(Permission.VISIT_RECORD)
def visit_block(request, pk):
    """Keep one standard; the page sends it while somebody writes. Answers in JSON."""
    visit = own_visit(request, pk)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": "This is too long to be kept."}, status=409)
    given = form.cleaned_data
    try:
        actions.save_block(
            by=request.user,
            visit=visit,
            standard_id=given["standard"],
            outcome=given["outcome"],
            evidence=given["evidence"],
            confidential=given["confidential"],
        )
    except NotAllowed as refused:
        return JsonResponse({"problem": str(refused)}, status=409)
    return JsonResponse({"saved": f"{timezone.localtime():%H:%M}"})


@allow(Permission.VISIT_RECORD)
def visit_photo_add(request, pk, standard):
    """A photo on one standard, by its number."""
    visit = own_visit(request, pk)
    standard = get_object_or_404(visit.framework.standards, number=standard)
    back = reverse("qa:visit_record", args=[visit.pk]) + f"#standard-{standard.number}"
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PhotoForm(*sent, cancel_url=back)
    if form.is_valid():
        try:
            actions.add_photo(by=request.user, visit=visit, standard=standard, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("upload", str(refused))
        else:
            messages.success(request, "The photo is added.")
            return redirect(back)
    context = {"form": form, "visit": visit, "standard": standard, "back": back}
    return render(request, "qa/visit_photo_add.html", context)


@allow(Permission.VISIT_VIEW)
def visit_photo(request, pk):
    """The picture itself."""
    photo = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    response = HttpResponse(bytes(photo.content), content_type=photo.content_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@allow(Permission.VISIT_RECORD)
def visit_photo_remove(request, pk):
    photo = get_object_or_404(
        Photo.objects.visible_to(request.user).without_content().select_related("visit"), pk=pk
    )
    visit = own_visit(request, photo.visit_id)
    try:
        actions.remove_photo(by=request.user, photo=photo)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The photo is removed.")
    return redirect(visit.get_next_url())


@allow(Permission.VISIT_RECORD)
def voice_add(request, pk):
    """What pupils, parents or staff said, without who; how many pupils to hear is proposed."""
    visit = own_visit(request, pk)
    if not visit.is_draft:
        messages.info(request, "This visit was sent for sign-off and cannot be changed.")
        return redirect(visit)
    back = visit.get_next_url()
    form = VoiceForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        actions.add_voice(by=request.user, visit=visit, **form.cleaned_data)
        messages.success(request, "What they said is added.")
        return redirect(back)
    pupils = pupils_at(request.user, visit.provider)
    context = {
        "form": form,
        "visit": visit,
        "back": back,
        "pupils": pupils,
        "sample": sample_size(pupils),
    }
    return render(request, "qa/voice_add.html", context)
