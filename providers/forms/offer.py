from django import forms

from apcommission.design.fields import MoneyField
from apcommission.design.forms import ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.choices import HalfDay, Need, PriceUnit, Subject
from providers.forms.half_days import HalfDayField, HalfDayGrid
from providers.forms.site import whole_number
from providers.models import Offer, Site


class OfferForm(ServiceModelForm):
    submit = "Save the offer"

    site = forms.ModelChoiceField(Site.objects.none(), widget=forms.RadioSelect)
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
    price = MoneyField(max_digits=7)
    price_unit = forms.ChoiceField(
        label="The price is for",
        choices=PriceUnit,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the price is for"},
    )

    class Meta:
        model = Offer
        fields = [
            "title",
            "site",
            "description",
            "age_from",
            "age_to",
            "needs",
            "subjects",
            "qualifications",
            "half_days",
            "places",
            "price",
            "price_unit",
            "is_active",
        ]
        labels = {
            "title": "Name of the offer",
            "qualifications": "Qualifications (if any)",
            "is_active": "It can be asked for now",
        }

    def __init__(self, *args, provider, **kwargs):
        super().__init__(*args, **kwargs)
        sites = provider.sites.by_name()
        self.fields["site"].queryset = sites
        self.fields["site"].initial = sites.first() if len(sites) == 1 else None
        if self.instance.pk:
            self.fields["price"].initial = self.instance.price_pounds
        else:
            self.fields["half_days"].initial = list(HalfDay)

    def get_layout(self):
        return [
            Question("title", width="two-thirds"),
            Question("site"),
            Question("description", rows=4),
            Fieldset("Ages", Question("age_from", width=2), Question("age_to", width=2)),
            Question("needs", size="m", small=True),
            Question("subjects", size="m", small=True),
            Question("qualifications", width="two-thirds"),
            HalfDayGrid("half_days"),
            Question("places", width=2),
            Fieldset("Price", Question("price"), Question("price_unit", inline=True, small=True)),
            "is_active",
        ]

    def clean(self):
        facts = super().clean()
        youngest, oldest = facts.get("age_from"), facts.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", "Oldest age must be the youngest age or more")
        return facts

    def facts(self):
        facts = dict(self.cleaned_data)
        facts["price_pence"] = int(facts.pop("price") * 100)
        return facts
