from django import forms

from apcommission.design.fields import DateField, MoneyField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import PriceUnit


class PriceForm(ServiceForm):
    """A price agreed beside the list price: for which schools, how long, and why."""

    submit = "Save the agreed price"

    school = forms.ModelChoiceField(
        None,
        label="For which school?",
        required=False,
        empty_label="All schools of the authority",
    )
    price = MoneyField(label="Agreed price", max_digits=7)
    price_unit = forms.ChoiceField(
        label="The price is for",
        choices=PriceUnit,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the price is for"},
    )
    reason = forms.CharField(
        label="Why it differs from the list price",
        max_length=300,
        widget=forms.Textarea,
        error_messages={"required": "Enter why the price differs"},
    )
    agreed_on = DateField(label="When was it agreed?", what="Date of the agreement")
    valid_from = DateField(label="First day", what="First day")
    valid_to = DateField(label="Last day (optional)", what="Last day", required=False)

    def __init__(self, *args, offer, schools, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        # None: a school's lead, who records the own school's price and no other.
        if schools is None:
            del self.fields["school"]
        else:
            self.fields["school"].queryset = schools
        self.fields["price_unit"].initial = offer.price_unit
        self.fields["agreed_on"].initial = self.fields["valid_from"].initial = today

    def get_layout(self):
        school = [Question("school")] if "school" in self.fields else []
        return [
            *school,
            Fieldset("Price", Question("price"), Question("price_unit", inline=True, small=True)),
            Question("reason", rows=3),
            "agreed_on",
            Fieldset("How long does it hold?", "valid_from", "valid_to"),
        ]

    def clean_agreed_on(self):
        date = self.cleaned_data["agreed_on"]
        if date > self.today:
            raise forms.ValidationError("Date of the agreement must be today or in the past")
        return date

    def clean(self):
        facts = super().clean()
        first, last = facts.get("valid_from"), facts.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "Last day must be the first day or later")
        return facts

    def facts(self):
        facts = dict(self.cleaned_data)
        facts["price_pence"] = int(facts.pop("price") * 100)
        return facts


class PriceEndForm(ServiceForm):
    submit = "End the agreed price"
    warning = True

    last_day = DateField(label="Last day on which it holds", what="Last day")
