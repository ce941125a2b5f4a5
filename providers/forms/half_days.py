"""Half-days of the week, ticked in a grid of days by morning and afternoon."""

from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms

from providers.choices import HalfDay, Weekday


class HalfDayField(forms.MultipleChoiceField):
    """Half-days of the week ("1am" to "5pm"), in its order; all of them unless told otherwise."""

    def __init__(self, **options):
        super().__init__(
            choices=HalfDay,
            widget=forms.CheckboxSelectMultiple,
            initial=list(HalfDay.values),
            **options,
        )

    def clean(self, value):
        return sorted(super().clean(value))


class HalfDayGrid:
    """A layout object: one row for each day, with its morning and its afternoon side by side."""

    def __init__(self, field):
        self.field = field

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        boxes = [each.data for each in form[self.field].subwidgets]
        days = [
            {"name": day.label, "halves": [("am", boxes[2 * n]), ("pm", boxes[2 * n + 1])]}
            for n, day in enumerate(Weekday)
        ]
        return render_field(
            self.field,
            form,
            context,
            template="providers/_half_day_grid.html",
            template_pack=template_pack,
            extra_context={"days": days},
        )
