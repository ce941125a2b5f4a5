"""What comes in: a file of schools."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from apcommission.design.forms import ServiceForm

SUFFIXES = {".csv", ".xlsx"}


class SchoolImportForm(ServiceForm):
    submit = "Check the file"

    file = forms.FileField(
        label="File of schools",
        max_length=200,
        help_text="A CSV or XLSX file, smaller than 120 MB.",
        error_messages={
            "required": "Choose a file of schools",
            "empty": "The file is empty",
            "max_length": "The name of the file must be 200 characters or fewer",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in SUFFIXES:
            raise ValidationError("The file must be a CSV or an XLSX")
        return file
