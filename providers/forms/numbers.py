"""Boxes for whole numbers."""

from django import forms


def whole_number():
    """A text box with the number keys: a number box would lose what it cannot read."""
    return forms.TextInput(attrs={"inputmode": "numeric"})
