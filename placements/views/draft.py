"""Requesting a placement, one thing a page; every step is saved in a draft."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from placements import actions, rules
from placements.choices import Basis, Reason
from placements.drafts import STEPS, DraftForms, answers_of, clashes
from placements.forms.pupil import PupilChooseForm
from placements.models import PlacementDraft, Pupil
from placements.registration_warning import request_warning
from placements.week import Week

SHOWN = 20


@allow(P.PLACEMENT_REQUEST)
def placement_request(request):
    """Whose placement: the first page; its answer begins the draft."""
    pupils = Pupil.objects.visible_to(request.user).with_school().by_name()
    asked, text = request.GET.get("pupil", ""), request.GET.get("name", "")
    found = pupils.with_ids([asked]) if asked.isdecimal() else pupils.named_like(text)
    shown = list(found[:SHOWN])
    viewed(request, shown)
    form = PupilChooseForm(
        request.POST or None,
        pupils=pupils,
        shown=shown,
        initial={"provider": request.GET.get("provider"), "pupil": asked},
        cancel_url=reverse("placements:placement_list"),
    )
    if form.is_valid():
        pupil = form.cleaned_data["pupil"]
        draft = actions.start_draft(by=request.user, pupil=pupil)
        site = DraftForms(draft, request.user).first_site(form.cleaned_data["provider"])
        if site:
            answers = {"site": [str(site.pk)]}
            actions.save_draft(by=request.user, draft=draft, step="provider", answers=answers)
        return redirect(draft)
    context = {"form": form, "shown": shown, "name": text, "more": len(shown) == SHOWN}
    return render(request, "placements/placement_request.html", context)


def _draft(request, pk):
    drafts = PlacementDraft.objects.visible_to(request.user).with_names()
    draft = get_object_or_404(drafts, pk=pk)
    viewed(request, [draft.pupil])
    return draft, DraftForms(draft, request.user)


def _saved(request, draft, step):
    answers = answers_of(request.POST)
    actions.save_draft(by=request.user, draft=draft, step=step, answers=answers)
    return redirect(draft)


@allow(P.PLACEMENT_REQUEST)
def draft_detail(request, pk):
    draft, forms = _draft(request, pk)
    done = forms.done()
    tasks = [
        {
            "title": title,
            "url": reverse(f"placements:draft_{step}", args=[draft.pk]),
            "done": step in done,
        }
        for step, title in STEPS.items()
    ]
    if "provider" not in done:
        tasks[list(STEPS).index("timetable")]["url"] = ""
    complete = done == set(STEPS)
    check = reverse("placements:draft_check", args=[draft.pk]) if complete else ""
    tasks.append({"title": "Check your answers and send", "url": check, "status": "Not sent"})
    if not complete:
        tasks[-1].pop("status")
    context = {"draft": draft, "tasks": tasks, "done": len(done), "steps": len(STEPS)}
    return render(request, "placements/draft_detail.html", context)


@allow(P.PLACEMENT_REQUEST)
def draft_reason(request, pk):
    draft, forms = _draft(request, pk)
    form = forms.reason(request.POST or None, cancel_url=draft.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        return _saved(request, draft, "reason")
    return render(request, "placements/draft_reason.html", {"form": form, "draft": draft})


@allow(P.PLACEMENT_REQUEST)
def draft_provider(request, pk):
    draft, forms = _draft(request, pk)
    text = request.GET.get("name", "")
    shown = list(forms.sites(text)[:SHOWN])
    form = forms.provider(request.POST or None, shown=shown, cancel_url=draft.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        return _saved(request, draft, "provider")
    context = {"form": form, "draft": draft, "shown": shown, "name": text}
    return render(request, "placements/draft_provider.html", context)


@allow(P.PLACEMENT_REQUEST)
def draft_timetable(request, pk):
    draft, forms = _draft(request, pk)
    form = forms.timetable(request.POST or None)
    if form is None:
        messages.info(request, "Choose the provider first: the times are those of its site.")
        return redirect("placements:draft_provider", draft.pk)
    if request.method == "POST" and form.is_valid():
        return _saved(request, draft, "timetable")
    return render(request, "placements/draft_timetable.html", {"form": form, "draft": draft})


@allow(P.PLACEMENT_REQUEST)
def draft_plan(request, pk):
    draft, forms = _draft(request, pk)
    post = request.POST or None
    form, formset = forms.plan(post), forms.objectives(post)
    if request.method == "POST" and form.is_valid() & formset.is_valid():
        return _saved(request, draft, "plan")
    context = {"form": form, "formset": formset, "draft": draft}
    return render(request, "placements/draft_plan.html", context)


@allow(P.PLACEMENT_REQUEST)
def draft_check(request, pk):
    draft, forms = _draft(request, pk)
    if not forms.is_complete():
        messages.info(request, "Answer all the questions first.")
        return redirect(draft)
    asked, problem = forms.request(), ""
    if request.method == "POST":
        try:
            placement = actions.send_draft(by=request.user, draft=draft, **asked)
        except NotAllowed as refusal:
            problem = str(refusal)
        else:
            messages.success(request, f"The request is sent to {placement.provider}.")
            return redirect(placement)
    context = {
        "draft": draft,
        "asked": asked,
        "basis": Basis(asked["basis"]),
        "reason": Reason(asked["reason"]),
        "decided_by": rules.DECIDED_BY[asked["basis"]],
        "site": asked["slots"][0].site,
        "week": Week(asked["starts_on"], tuple(asked["slots"])),
        "price": asked["weekly_price_pence"] / 100,
        "consultation": rules.consultation_needed(draft.pupil),
        "clashes": clashes(request.user, draft.pupil, asked["slots"], asked["starts_on"]),
        "warning_text": request_warning(
            provider=asked["provider"],
            pupil=draft.pupil,
            slots=asked["slots"],
            starts_on=asked["starts_on"],
        ),
        "problem": problem,
    }
    return render(request, "placements/draft_check.html", context)


@allow(P.PLACEMENT_REQUEST)
@require_POST
def draft_discard(request, pk):
    draft, _ = _draft(request, pk)
    actions.discard_draft(by=request.user, draft=draft)
    messages.success(request, "The draft is discarded. Nothing was sent.")
    return redirect("placements:placement_list")
