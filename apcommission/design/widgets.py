"""Form controls that Django does not have."""

from django import forms


class DateInput(forms.MultiWidget):
    """Day, month and year as three text boxes; the value is a list of three strings.

    The form pack draws the boxes with their labels (templates/apuk/date.html).
    """

    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_):
        return f"{id_}_0" if id_ else id_


class AffixInput(forms.TextInput):
    """A text box with words before it ("£") or after it ("hours a week")."""

    def __init__(self, attrs=None, *, prefix="", suffix=""):
        super().__init__(attrs)
        self.prefix = prefix
        self.suffix = suffix
