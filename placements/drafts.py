"""A draft request read as forms: which steps are done, and what they say together."""

import datetime as dt

from django.db.models.functions import Lower
from django.http import QueryDict

from placements.forms.plan import ObjectiveFormSet, PlanForm, plan_facts
from placements.forms.request import ReasonForm, RequestWeekForm, SiteForm
from placements.models import TimetableSlot
from providers.models import Provider, Site

STEPS = {
    "reason": "Reason and basis in law",
    "provider": "Provider and site",
    "timetable": "Dates and timetable",
    "plan": "Support plan and objectives",
}
OBJECTIVES = "objective"


def answers_of(post):
    """What was typed, as the draft stores it."""
    return {key: post.getlist(key) for key in post if key != "csrfmiddlewaretoken"}


def as_post(answers):
    """A stored step as the forms take it; None when the step was never saved."""
    if answers is None:
        return None
    data = QueryDict(mutable=True)
    for key, values in answers.items():
        data.setlist(key, values)
    return data


class DraftForms:
    """The forms of one draft, bound to what is stored, or to a request's POST for one step."""

    def __init__(self, draft, user):
        self.draft = draft
        self.user = user

    def _data(self, step, post):
        return post if post is not None else as_post(self.draft.data.get(step))

    def reason(self, post=None, **options):
        kind = self.user.organisation.kind
        return ReasonForm(self._data("reason", post), kind=kind, **options)

    def sites(self, named=""):
        """The sites of providers that the authority approves, of those named like `named`."""
        providers = Provider.objects.in_use_for(self.draft.authority_id).named_like(named)
        sites = Site.objects.visible_to(self.user).active().with_provider()
        return sites.filter(provider__in=providers).order_by(
            Lower("provider__organisation__name"), Lower("name")
        )

    def first_site(self, provider_id):
        """The first usable site of a provider that was chosen elsewhere; None when none is."""
        return self.sites().filter(provider=provider_id).first() if provider_id else None

    def provider(self, post=None, shown=None, **options):
        sites = self.sites()
        return SiteForm(
            self._data("provider", post),
            sites=sites,
            shown=sites if shown is None else shown,
            **options,
        )

    def site(self):
        """The site chosen, or None while there is none that may be used."""
        form = self.provider(shown=[])
        return form.cleaned_data["site"] if form.is_valid() else None

    def timetable(self, post=None, **options):
        site = self.site()
        return site and RequestWeekForm(self._data("timetable", post), site=site, **options)

    def plan(self, post=None, **options):
        return PlanForm(self._data("plan", post), **options)

    def objectives(self, post=None):
        return ObjectiveFormSet(self._data("plan", post), prefix=OBJECTIVES)

    def done(self):
        """The steps whose stored answers are complete by today's rules."""
        timetable = self.timetable()
        complete = {
            "reason": self.reason().is_valid(),
            "provider": self.site() is not None,
            "timetable": bool(timetable and timetable.is_valid()),
            "plan": self.plan().is_valid() and self.objectives().is_valid(),
        }
        return {step for step in STEPS if complete[step]}

    def is_complete(self):
        return self.done() == set(STEPS)

    def request(self):
        """All steps together, as request_placement takes them; only when complete."""
        reason, timetable = self.reason(), self.timetable()
        plan, objectives = self.plan(), self.objectives()
        for form in (reason, timetable, plan, objectives):
            form.full_clean()
        week = timetable.cleaned_data
        site = self.site()
        return {
            **reason.cleaned_data,
            "provider": site.provider,
            "activity": week["activity"],
            "starts_on": week["starts_on"],
            "planned_end_on": week["planned_end_on"],
            "slots": timetable.slots(),
            "plan": plan_facts(plan, objectives),
            "weekly_price_pence": timetable.weekly_price_pence,
        }


def clashes(user, pupil, slots, starts_on):
    """The proposed half-days in which the pupil is already expected, as far as the user sees."""
    planned = TimetableSlot.objects.visible_to(user).of_pupil(pupil).agreed()
    ahead = planned.lasting_after(starts_on - dt.timedelta(days=1))
    taken = set(ahead.values_list("weekday", "session"))
    return [slot.name for slot in slots if (slot.weekday, slot.session) in taken]
