"""The flag board's filters, all in the address of the page."""

from django import forms

from apcommission.accounts.models import Organisation
from apcommission.design.forms import ServiceForm
from apcommission.flags.rules import installed_rules

SEEN = [("", "All"), ("no", "Not yet acknowledged"), ("yes", "Acknowledged")]


class FlagFilterForm(ServiceForm):
    """GET form: nothing is required, and what cannot be read filters nothing."""

    rule = forms.ChoiceField(label="Kind of flag", required=False)
    body = forms.ChoiceField(label="School or provider", required=False)
    seen = forms.ChoiceField(label="Acknowledged", required=False, choices=SEEN)

    def __init__(self, *args, flags, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [
            ("", "All kinds"),
            *[(rule.name, rule.title) for rule in installed_rules()],
        ]
        self.fields["body"].choices = [("", "All"), *_bodies(flags)]

    def apply(self, flags):
        """The flags that match what was asked."""
        if not self.is_valid():
            return flags
        asked = self.cleaned_data
        if asked["rule"]:
            flags = flags.of_rule(asked["rule"])
        if asked["body"]:
            flags = flags.about(int(asked["body"]))
        if asked["seen"]:
            flags = flags.acknowledged() if asked["seen"] == "yes" else flags.not_acknowledged()
        return flags


def _bodies(flags):
    """[(id, name)] of the schools and providers that these flags are about."""
    pairs = flags.order_by().values_list("school_id", "provider_id").distinct()
    ids = {pk for pair in pairs for pk in pair if pk is not None}
    bodies = Organisation.objects.filter(pk__in=ids)
    return sorted(bodies.values_list("pk", "name"), key=lambda body: body[1].lower())
