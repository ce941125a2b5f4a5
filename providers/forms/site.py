from django import forms

from apcommission.accounts.geography import normalise_postcode, position_of
from apcommission.design.fields import TimeField
from apcommission.design.forms import ServiceForm, ServiceModelForm
from apcommission.design.layout import Fieldset, Question
from providers.models import Site


def whole_number():
    """A text box with the number keys: a number box would lose what it cannot read."""
    return forms.TextInput(attrs={"inputmode": "numeric"})


class SiteStaffForm(ServiceForm):
    submit = "Save who works here"

    staff = forms.MultipleChoiceField(
        label="Who takes registers at this site?",
        help_text="Somebody who is assigned to no site may take the registers of every site.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.fields["staff"].choices = [(pk, member.name) for pk, member in self.members.items()]

    def chosen(self):
        """The memberships that were ticked."""
        return [self.members[pk] for pk in self.cleaned_data["staff"]]


class SiteForm(ServiceModelForm):
    submit = "Save the site"

    capacity = forms.IntegerField(
        label="Most pupils in a half-day", min_value=1, max_value=500, widget=whole_number()
    )
    am_starts_at = TimeField(label="Morning starts")
    am_finishes_at = TimeField(label="Morning finishes")
    pm_starts_at = TimeField(label="Afternoon starts")
    pm_finishes_at = TimeField(label="Afternoon finishes")

    class Meta:
        model = Site
        fields = [
            "name",
            "street",
            "town",
            "postcode",
            "phone",
            "capacity",
            "am_starts_at",
            "am_finishes_at",
            "pm_starts_at",
            "pm_finishes_at",
            "is_active",
        ]
        labels = {
            "name": "Name of the site",
            "street": "Street",
            "town": "Town or city",
            "phone": "Phone number at the site",
            "is_active": "Pupils are taught here now",
        }

    def get_layout(self):
        return [
            Question("name", width="two-thirds"),
            Fieldset(
                "Address",
                Question("street", width="two-thirds"),
                Question("town", width="two-thirds"),
                Question("postcode", width=10),
                Question("phone", width=20),
            ),
            Question("capacity", width=3),
            Fieldset(
                "Times of the day",
                *["am_starts_at", "am_finishes_at", "pm_starts_at", "pm_finishes_at"],
                hint="For example 09:30. A timetable may differ from these.",
            ),
            "is_active",
        ]

    def __init__(self, *args, provider, **kwargs):
        super().__init__(*args, **kwargs)
        self.provider = provider
        self.fields["postcode"].required = self.fields["street"].required = True

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if self.provider.sites.exclude(pk=self.instance.pk).named(name).exists():
            raise forms.ValidationError("This provider has a site of that name already")
        return name

    def clean_postcode(self):
        postcode = normalise_postcode(self.cleaned_data["postcode"])
        if not postcode:
            raise forms.ValidationError("Enter a full postcode, like RM1 3BB")
        if position_of(postcode) is None:
            raise forms.ValidationError("There is no such postcode. Check it for a slip.")
        return postcode

    def clean(self):
        facts = super().clean()
        names = ["am_starts_at", "am_finishes_at", "pm_starts_at", "pm_finishes_at"]
        for earlier, later in zip(names, names[1:], strict=False):
            if facts.get(earlier) and facts.get(later) and facts[later] <= facts[earlier]:
                before, after = self[earlier].label, self[later].label
                message = f"“{after}” must be later than “{before}”"
                self.add_error(later, message)
        return facts

    def facts(self):
        return self.cleaned_data
