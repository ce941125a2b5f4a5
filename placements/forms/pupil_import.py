"""What comes in: a file of pupils."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from apcommission.design.forms import ServiceForm

SUFFIXES = {".csv", ".xlsx", ".xml"}


class PupilImportForm(ServiceForm):
    submit = "Check the file"

    file = forms.FileField(
        label="File of pupils",
        max_length=200,
        help_text="A CSV or XLSX file, smaller than 10 MB, or a common transfer file (XML).",
        error_messages={
            "required": "Choose a file of pupils",
            "empty": "The file is empty",
            "max_length": "The name of the file must be 200 characters or fewer",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in SUFFIXES:
            raise ValidationError("The file must be a CSV, an XLSX or a common transfer file (XML)")
        return file
