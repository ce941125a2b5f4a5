"""Over which days an authority looks at its visits."""

from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from providers.rules import months_after

A_YEAR = 12


class CoverageForm(ServiceForm):
    submit = "Show"
    method = "get"

    first = DateField(label="From", what="First day")
    last = DateField(label="To", what="Last day")

    def clean(self):
        given = super().clean()
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            raise forms.ValidationError("The first day must be before the last.")
        return given


def period(data, today):
    """(form, first day, last day): what was asked, or else the year up to today."""
    usual = {"first": months_after(today, -A_YEAR), "last": today}
    form = CoverageForm(data if "last_2" in data else None, initial=usual)
    asked = form.cleaned_data if form.is_valid() else usual
    return form, asked["first"], asked["last"]
