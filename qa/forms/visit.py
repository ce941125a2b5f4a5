"""What comes in about a visit, but for what is recorded on it."""

from django import forms

from apcommission.accounts.models import Person
from apcommission.design.fields import DateField, TimeField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from providers.models import Provider, Site
from qa.choices import Grade, VisitKind
from qa.models import Framework


class VisitProviderForm(ServiceForm):
    submit = "Continue"
    method = "get"

    provider = forms.ModelChoiceField(
        Provider.objects.none(), label="Which provider do you visit?", empty_label="Choose one"
    )

    def __init__(self, *args, providers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers
        self.fields["provider"].error_messages["required"] = "Select the provider"


class VisitAddForm(ServiceForm):
    submit = "Begin the visit"

    kind = forms.ChoiceField(
        label="What kind of visit is it?",
        choices=VisitKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of visit it is"},
    )
    made_by = forms.CharField(
        label="Which LA made it? (another LA’s visit only)", max_length=120, required=False
    )
    visited_on = DateField(
        label="When is the visit?",
        what="Date of the visit",
        help_text="A day to come arranges it.",
    )
    starts_at = TimeField(label="At what time? (optional)", required=False)
    site = forms.ModelChoiceField(
        Site.objects.none(),
        label="Which site?",
        required=False,
        widget=forms.RadioSelect,
        empty_label="All sites, or none in particular",
    )
    co_visitor = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who comes with you? (optional)",
        required=False,
        empty_label="Nobody",
    )
    framework = forms.ModelChoiceField(
        Framework.objects.none(),
        label="Standards",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="A visit always reads with the standards it was made on.",
    )

    def __init__(self, *args, provider, frameworks, colleagues, is_school, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_school = is_school
        self.fields["visited_on"].initial = today
        self.fields["site"].queryset = provider.sites.active().by_name()
        self.fields["framework"].queryset = frameworks
        self.fields["framework"].initial = frameworks.first()
        self.fields["co_visitor"].queryset = colleagues
        if is_school:
            del self.fields["kind"], self.fields["made_by"]
        else:
            self.fields["kind"].choices = [
                choice for choice in VisitKind.choices if choice[0] != VisitKind.SCHOOL
            ]

    def get_layout(self):
        return [Question(name, size="m") for name in self.fields]

    def clean(self):
        given = super().clean()
        if self.is_school:
            given["kind"] = VisitKind.SCHOOL
            return given
        is_others = given.get("kind") == VisitKind.OTHER_AUTHORITY
        if "kind" in given and is_others and not given.get("made_by"):
            self.add_error("made_by", "Enter the name of the LA that made the visit")
        if "kind" in given and not is_others and given.get("made_by"):
            self.add_error("made_by", "Leave this empty unless another LA made the visit")
        return given


class VisitSubmitForm(ServiceForm):
    submit = "Send for sign-off"

    reply_by = DateField(
        label="Until when may the provider reply?",
        what="Last day to reply",
        help_text="It reads the report at once, before anybody else outside your LA does.",
    )

    def get_layout(self):
        return [Question("reply_by", size="s")]


class VisitReplyForm(ServiceForm):
    submit = "Add your reply"

    reply = forms.CharField(
        label="What do you want to add?",
        widget=forms.Textarea,
        max_length=4000,
        help_text="It is published with the report. Do not name a child.",
    )


class VisitSignOffForm(ServiceForm):
    submit = "Sign off and publish"

    grade = forms.ChoiceField(
        label="Grade",
        choices=Grade,
        widget=forms.RadioSelect,
        help_text="It stands in the catalogue the moment you sign off.",
    )
    next_due_on = DateField(
        label="Next visit due (optional)",
        what="Next visit",
        required=False,
        help_text="Leave empty to follow the grade.",
    )

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.months = months

    def get_layout(self):
        hints = {
            str(grade): f"Next visit after {months} month{'' if months == 1 else 's'}"
            for grade, months in self.months.items()
        }
        return [Question("grade", hints=hints, size="m"), Question("next_due_on", size="m")]


class VisitReturnForm(ServiceForm):
    submit = "Send it back"

    reason = forms.CharField(
        label="What must the lead change?", widget=forms.Textarea, max_length=1000
    )
