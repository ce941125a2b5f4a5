from django import forms

from apcommission.accounts.geography import position_of
from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from providers.choices import HalfDay, Need

BOXES = forms.CheckboxSelectMultiple


class FitForm(ServiceForm):
    """What is looked for, for one pupil. Posted, so that where a child lives stands in no
    address."""

    submit = "Look again"
    # (latitude, longitude) to measure from, once it is known.
    origin = None

    starts_on = DateField(label="From which date?", what="The date")
    needs = forms.MultipleChoiceField(label="Needs", choices=Need, widget=BOXES, required=False)
    half_days = forms.MultipleChoiceField(
        label="Half-days wanted",
        help_text="None ticked: any",
        choices=HalfDay,
        widget=BOXES,
        required=False,
    )
    near = forms.CharField(label="Distances from (postcode)", max_length=8, required=False)
    must_be_fetched = forms.BooleanField(label="The pupil needs transport", required=False)

    def clean_near(self):
        near = self.cleaned_data["near"].upper()
        if near:
            self.origin = position_of(near)
            if self.origin is None:
                raise forms.ValidationError(
                    "We do not know this postcode. Its first half is enough."
                )
        return near
