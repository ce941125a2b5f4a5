from django import forms

from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question


class PublicCatalogueForm(ServiceForm):
    """Whether an authority shows its approved providers to anyone, and under which address."""

    submit = "Save"

    is_on = forms.BooleanField(label="Show the list to anyone, without signing in", required=False)
    address = forms.SlugField(
        label="Last part of the address",
        max_length=60,
        help_text="Small letters, numbers and hyphens, such as the area’s name",
        error_messages={"invalid": "Use small letters, numbers and hyphens only"},
    )
    introduction = forms.CharField(
        label="Words above the list (optional)",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
    )

    def get_layout(self):
        return [
            "is_on",
            Question("address", width=20, prefix="/catalogue/"),
            Question("introduction", rows=4),
        ]

    def clean_address(self):
        return self.cleaned_data["address"].lower()
