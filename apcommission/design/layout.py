"""Layout objects for crispy forms whose words are words.

crispy's own Submit and Fieldset compile their text as a Django template, so a pupil's name in one
would be run as code. These escape it. Never use crispy's HTML object with data.
"""

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string


class Question:
    """One field with the way it is shown.

    size: "s", "m", "l" or "xl", of the label. heading: the label is the page's h1.
    inline, small: radios and checkboxes. hints: {value: hint} under options.
    width: 2, 3, 4, 5, 10, 20 characters or "one-half", "two-thirds" and so on.
    rows: of a text area. max_characters: a count under a text area. prefix, suffix: words beside
    a box. show_label: False hides the label from sight, not from screen readers.
    """

    def __init__(self, field, **options):
        self.field = field
        self.options = options

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        options = {"question": self.options}
        return render_field(
            self.field, form, context, template_pack=template_pack, extra_context=options
        )


class Fieldset(LayoutObject):
    """Several fields under one legend. heading: the legend is the page's h1."""

    def __init__(self, legend, *fields, size="m", heading=False, hint=""):
        self.legend = legend
        self.fields = list(fields)
        self.size = size
        self.heading = heading
        self.hint = hint

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string("apuk/fieldset.html", {"fieldset": self, "fields": fields})


class Submit:
    """A button that sends the form. kind: "" (primary), "secondary" or "warning"."""

    def __init__(self, text, *, name="", value="", kind=""):
        self.text = text
        self.name = name
        self.value = value
        self.kind = kind

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("apuk/button.html", {"button": self})


class Cancel:
    """A link beside the button, back to where nothing is changed."""

    def __init__(self, url, text="Cancel"):
        self.url = url
        self.text = text

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("apuk/cancel.html", {"link": self})


class Buttons(LayoutObject):
    """Buttons and links side by side."""

    def __init__(self, *fields):
        self.fields = list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        buttons = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string("apuk/buttons.html", {"buttons": buttons})


class Paragraph:
    """Words between questions."""

    def __init__(self, text, *, inset=False):
        self.text = text
        self.inset = inset

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("apuk/paragraph.html", {"paragraph": self})


class Subheading:
    """A heading between questions, level 2."""

    def __init__(self, text, *, size="m"):
        self.text = text
        self.size = size

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("apuk/subheading.html", {"heading": self})
