from django import forms

from apcommission.design.fields import MoneyField
from apcommission.design.forms import ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import (
    AbsenceCharge,
    Need,
    OfferType,
    PriceUnit,
    Subject,
    Transport,
    Vat,
)
from providers.forms.half_days import HalfDayField, HalfDayGrid
from providers.forms.numbers import whole_number
from providers.models import Offer, Site
from providers.rules import closed_half_days, spoken_half_days


class OfferForm(ServiceModelForm):
    submit = "Save the offer"

    site = forms.ModelChoiceField(Site.objects.none(), widget=forms.RadioSelect)
    type = forms.ChoiceField(
        label="What kind of offer is it?",
        choices=OfferType,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of offer it is"},
    )
    description = forms.CharField(
        label="What pupils do", widget=forms.Textarea, max_length=1000, required=False
    )
    age_from = forms.IntegerField(
        label="Youngest age", min_value=4, max_value=25, widget=whole_number()
    )
    age_to = forms.IntegerField(
        label="Oldest age", min_value=4, max_value=25, widget=whole_number()
    )
    places = forms.IntegerField(
        label="Places in a half-day", min_value=1, max_value=500, widget=whole_number()
    )
    needs = forms.MultipleChoiceField(
        label="Needs it is planned for", choices=Need, widget=forms.CheckboxSelectMultiple
    )
    subjects = forms.MultipleChoiceField(
        label="Subjects", choices=Subject, widget=forms.CheckboxSelectMultiple, required=False
    )
    half_days = HalfDayField(
        label="Half-days",
        error_messages={"required": "Select the half-days on which it is taught"},
    )
    group_size = forms.IntegerField(
        label="Most pupils taught together",
        min_value=1,
        max_value=100,
        required=False,
        widget=whole_number(),
        help_text="1 means one to one. Leave empty if it varies.",
    )
    price = MoneyField(max_digits=7)
    price_unit = forms.ChoiceField(
        label="The price is for",
        choices=PriceUnit,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the price is for"},
    )
    vat = forms.ChoiceField(
        label="VAT",
        choices=Vat,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether there is VAT"},
    )
    minimum_weeks = forms.IntegerField(
        label="Shortest time it can be bought for, in weeks",
        help_text="Leave empty if there is none.",
        min_value=1,
        max_value=52,
        required=False,
        widget=whole_number(),
    )
    absence_charge = forms.ChoiceField(
        label="When a pupil is absent, the half-day is",
        choices=AbsenceCharge,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what is charged when a pupil is absent"},
    )
    transport = forms.ChoiceField(
        label="How do pupils get there?",
        choices=Transport,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether there is transport"},
    )

    class Meta:
        model = Offer
        fields = [
            "title",
            "site",
            "type",
            "description",
            "age_from",
            "age_to",
            "needs",
            "subjects",
            "qualifications",
            "half_days",
            "places",
            "group_size",
            "price",
            "price_unit",
            "vat",
            "minimum_weeks",
            "absence_charge",
            "transport",
            "transport_note",
            "is_active",
        ]
        labels = {
            "title": "Name of the offer",
            "qualifications": "Qualifications (if any)",
            "transport_note": "About transport (optional)",
            "is_active": "It can be asked for now",
        }

    def __init__(self, *args, provider, **kwargs):
        super().__init__(*args, **kwargs)
        sites = provider.sites.by_name()
        self.fields["site"].queryset = sites
        self.fields["site"].initial = sites.first() if len(sites) == 1 else None
        if self.instance.price_pence is not None:
            self.fields["price"].initial = f"{self.instance.price_pounds:.2f}"

    def get_layout(self):
        return [
            Question("title", width="two-thirds"),
            Question("site"),
            Question("type", small=True),
            Question("description", rows=4),
            Fieldset("Ages", Question("age_from", width=2), Question("age_to", width=2)),
            Question("needs", size="m", small=True),
            Question("subjects", size="m", small=True),
            Question("qualifications", width="two-thirds"),
            HalfDayGrid("half_days"),
            Question("places", width=2),
            Question("group_size", width=2),
            Fieldset(
                "Price",
                Question("price"),
                Question("price_unit", inline=True, small=True),
                Question("vat", inline=True, small=True),
                Question("minimum_weeks", width=2),
                Question("absence_charge", small=True),
            ),
            Fieldset(
                "Transport",
                Question("transport", small=True),
                Question("transport_note", width="two-thirds"),
            ),
            "is_active",
        ]

    def clean(self):
        facts = super().clean()
        youngest, oldest = facts.get("age_from"), facts.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", "Oldest age must be the youngest age or more")
        site, half_days = facts.get("site"), facts.get("half_days")
        if site and half_days and (shut := closed_half_days(half_days, site.half_days)):
            self.add_error("half_days", f"{site} is closed on {spoken_half_days(shut)}")
        if facts.get("transport") == Transport.CHARGED and not facts.get("transport_note"):
            self.add_error("transport_note", "Enter what transport costs")
        return facts

    def facts(self):
        facts = dict(self.cleaned_data)
        facts["price_pence"] = int(facts.pop("price") * 100)
        return facts
