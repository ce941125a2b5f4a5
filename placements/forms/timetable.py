from django import forms

from apcommission.design.fields import DateField, TimeField
from apcommission.design.forms import ServiceForm
from apcommission.terms.choices import Session
from placements.actions import SlotInput
from placements.actions.timetable import half_day
from placements.choices import Weekday
from providers.models import Site

HALF_DAYS = [(day, session) for day in Weekday for session in Session]


def time_of_day(label, initial):
    message = f"{label}: enter a time, like 09:30"
    return TimeField(
        label=label, required=False, initial=initial, error_messages={"invalid": message}
    )


class WeekForm(ServiceForm):
    """A week of half-days, each with a box to tick and its times; blank times are the site's.

    `site` gives the times that are filled in; `slots` are ticked to begin with.
    """

    def __init__(self, *args, site, slots=(), **kwargs):
        self.site = site
        super().__init__(*args, **kwargs)
        given = {(slot.weekday, slot.session): slot for slot in slots}
        for day, session in HALF_DAYS:
            slot, name = given.get((day, session)), half_day(day, session)
            starts, finishes = self._times(slot, session)
            self.fields |= {
                f"on_{day}_{session}": forms.BooleanField(
                    label=name, required=False, initial=slot is not None
                ),
                f"starts_{day}_{session}": time_of_day(f"{name}, from", starts),
                f"finishes_{day}_{session}": time_of_day(f"{name}, to", finishes),
            }

    def _times(self, slot, session):
        if slot:
            return slot.starts_at, slot.finishes_at
        return self.site.times(session)

    def rows(self):
        """(day, [(session, box, start, finish) of morning and afternoon]) for the grid."""
        for day in Weekday:
            yield (
                day.label,
                [
                    (
                        Session(session).label.capitalize(),
                        self[f"on_{day}_{session}"],
                        self[f"starts_{day}_{session}"],
                        self[f"finishes_{day}_{session}"],
                    )
                    for session in Session
                ],
            )

    def clean(self):
        facts = super().clean()
        ticked = [half for half in HALF_DAYS if facts.get("on_{}_{}".format(*half))]
        if not ticked:
            self.add_error("on_1_am", "Select at least one half-day")
        for day, session in ticked:
            starts, finishes = self._hours(day, session)
            if starts and finishes and finishes <= starts:
                self.add_error(
                    f"finishes_{day}_{session}",
                    f"{half_day(day, session)} must finish after it starts",
                )
        return facts

    def slots(self):
        """The ticked half-days as SlotInput, at the site in force."""
        chosen = self.cleaned_data.get("site") or self.site
        return [
            SlotInput(chosen, int(day), str(session), *self._hours(day, session))
            for day, session in HALF_DAYS
            if self.cleaned_data.get(f"on_{day}_{session}")
        ]

    def _hours(self, day, session):
        site = self.cleaned_data.get("site") or self.site
        usual = site.times(session)
        return (
            self.cleaned_data.get(f"starts_{day}_{session}") or usual[0],
            self.cleaned_data.get(f"finishes_{day}_{session}") or usual[1],
        )


class TimetableEditForm(WeekForm):
    """A new week from a day on."""

    submit = "Change the timetable"
    valid_from = DateField(
        label="From which day?",
        what="First day",
        error_messages={"required": "Enter the first day of the new timetable"},
    )
    site = forms.ModelChoiceField(label="Site", queryset=Site.objects.none(), empty_label=None)

    def __init__(self, *args, sites, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["site"].queryset = sites
        self.fields["site"].initial = self.site.pk

    def clean_valid_from(self):
        valid_from = self.cleaned_data["valid_from"]
        if valid_from < self.today:
            raise forms.ValidationError(
                "A timetable can be changed from today on. Past weeks stay as they were."
            )
        return valid_from
