from django import forms

from apcommission.accounts.models import Organisation
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from providers.questions import MOST_CHARACTERS


class ApplicationAddForm(ServiceForm):
    submit = "Start the application"

    authority = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Which local authority do you apply to?",
        help_text="Each authority decides for itself. What you keep in your entry and your "
        "evidence serves all of them.",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select the local authority you apply to"},
    )

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities

    def get_layout(self):
        return [Question("authority", size="l", heading=True)]


class ApplicationAnswerForm(ServiceForm):
    """One method statement. An empty answer is saved too: the list says that it is missing."""

    submit = "Save and continue"

    answer = forms.CharField(
        label="Your answer",
        widget=forms.Textarea,
        max_length=MOST_CHARACTERS,
        required=False,
        help_text="You can save it unfinished and come back.",
    )

    def get_layout(self):
        return [Question("answer", rows=14)]


class ApplicationCheckForm(ServiceForm):
    submit = "Send the application"

    is_true = forms.BooleanField(
        label="What we say here is true, and I may say it for the provider",
        error_messages={"required": "Tick the box to say that it is true"},
    )


class ApplicationWithdrawForm(ServiceForm):
    submit = "Withdraw the application"
    warning = True
