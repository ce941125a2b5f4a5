"""What every form of the register has in common."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from . import wording
from .fields import DateField
from .layout import Buttons, Cancel, Submit


class ServiceFormMixin:
    """The server checks, messages say what to do, and dates have three boxes.

    `submit` is the text of the button, `warning` makes it red; the argument `cancel_url` adds a
    link beside it. Override `get_layout` to group the fields; by default they follow each other.
    """

    use_required_attribute = False
    submit = "Save and continue"
    warning = False
    method = "post"

    def __init__(self, *args, cancel_url="", **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        for name, field in list(self.fields.items()):
            if type(field) is forms.DateField:
                field = self.fields[name] = in_three_boxes(field)
            field.label = self[name].label
            wording.say_what_to_do(field)

    def get_layout(self):
        """The questions in order: field names and objects of `design.layout`."""
        return list(self.fields)

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_method = self.method
        helper.render_hidden_fields = True
        send = Submit(self.submit, kind="warning" if self.warning else "")
        links = [Cancel(self.cancel_url)] if self.cancel_url else []
        helper.layout = Layout(*self.get_layout(), Buttons(send, *links))
        return helper


class ServiceForm(ServiceFormMixin, forms.Form):
    """The base of every form."""


class ServiceModelForm(ServiceFormMixin, forms.ModelForm):
    """The base of every form that edits one record."""


def in_three_boxes(field):
    """The same question as Django's `DateField`, asked as day, month and year."""
    return DateField(
        label=field.label,
        required=field.required,
        help_text=field.help_text,
        initial=field.initial,
        validators=field.validators,
        error_messages=wording.own_messages(field),
        disabled=field.disabled,
    )
