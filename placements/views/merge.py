"""The authority's pages about records that may be one child's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from placements import actions
from placements.forms.merge import ClaimSettleForm, PupilApartForm, PupilMergeForm
from placements.models import KeptApart, Pupil, UpnClaim
from placements.same_child import alike_pairs
from placements.views.gates import carried_out

SHOWN = 50


@allow(P.PUPIL_MERGE)
def duplicate_list(request):
    user = request.user
    apart = KeptApart.objects.pairs(user.organisation)
    likely = Pupil.objects.visible_to(user).sharing_a_birthday_and_name().with_school().by_name()
    pairs = [
        (first, second)
        for first, second in alike_pairs(likely)
        if tuple(sorted((first.pk, second.pk))) not in apart
    ][:SHOWN]
    claims = list(UpnClaim.objects.visible_to(user).waiting().with_names().oldest_first())
    held = Pupil.objects.visible_to(user).with_upns([claim.upn for claim in claims]).with_school()
    by_upn = {pupil.upn: pupil for pupil in held}
    for claim in claims:
        claim.pupil = by_upn.get(claim.upn)
    viewed(request, [*[pupil for pair in pairs for pupil in pair], *held])
    context = {"pairs": pairs, "claims": claims}
    return render(request, "placements/duplicate_list.html", context)


@allow(P.PUPIL_MERGE)
def pupil_merge(request, pk, other):
    first, second = _pair(request, pk, other)
    form = PupilMergeForm(
        request.POST or None,
        first=first,
        second=second,
        differing=actions.differing(first, second),
        cancel_url="/pupils/duplicates/",
    )
    if form.is_valid():
        kept, merged, taken = form.choice()
        arguments = {"kept": kept, "merged": merged, "from_merged": taken}
        reason = form.cleaned_data["reason"]
        if carried_out(form, actions.merge_pupils, by=request.user, reason=reason, **arguments):
            messages.success(request, f"The two records of {kept} are one.")
            return redirect(kept)
    context = {"form": form, "pupils": [first, second]}
    return render(request, "placements/pupil_merge.html", context)


@allow(P.PUPIL_MERGE)
def pupil_apart(request, pk, other):
    first, second = _pair(request, pk, other)
    form = PupilApartForm(request.POST or None, cancel_url="/pupils/duplicates/")
    if form.is_valid() and carried_out(
        form,
        actions.keep_apart,
        by=request.user,
        pupil=first,
        other=second,
        reason=form.cleaned_data["reason"],
    ):
        messages.success(request, "The two records stay apart.")
        return redirect("placements:duplicate_list")
    context = {"form": form, "pupils": [first, second]}
    return render(request, "placements/pupil_apart.html", context)


@allow(P.PUPIL_MERGE)
def claim_settle(request, pk):
    user = request.user
    claims = UpnClaim.objects.visible_to(user).waiting().with_names()
    claim = get_object_or_404(claims, pk=pk)
    pupil = Pupil.objects.visible_to(user).with_upns([claim.upn]).with_school().first()
    viewed(request, [pupil] if pupil else [])
    form = ClaimSettleForm(request.POST or None, cancel_url="/pupils/duplicates/")
    if form.is_valid() and carried_out(
        form,
        actions.settle_claim,
        by=user,
        claim=claim,
        answer=form.cleaned_data["answer"],
        moves=form.cleaned_data["moves"] == "yes",
        on=timezone.localdate(),
    ):
        messages.success(request, f"{claim.school} is answered.")
        return redirect("placements:duplicate_list")
    context = {"form": form, "claim": claim, "pupil": pupil}
    return render(request, "placements/claim_settle.html", context)


def _pair(request, pk, other):
    """Two records of the authority, noted as seen; 404 for one out of scope, or one alone."""
    pupils = Pupil.objects.visible_to(request.user).with_school()
    first = get_object_or_404(pupils, pk=pk)
    second = get_object_or_404(pupils.exclude(pk=pk), pk=other)
    viewed(request, [first, second])
    return first, second
