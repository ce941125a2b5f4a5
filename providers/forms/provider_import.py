"""What comes in: a file of providers."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from apcommission.design.forms import ServiceForm
from apcommission.documents.uploads import MB
from providers.imports.checking import MAX_BYTES

SUFFIXES = {".csv", ".xlsx"}


class ProviderImportForm(ServiceForm):
    submit = "Check the file"

    file = forms.FileField(
        label="File of providers",
        max_length=200,
        help_text=f"A CSV or XLSX file, smaller than {MAX_BYTES // MB} MB.",
        error_messages={
            "required": "Choose a file of providers",
            "empty": "The file is empty",
            "max_length": "The name of the file must be 200 characters or fewer",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in SUFFIXES:
            raise ValidationError("The file must be a CSV or an XLSX")
        if file.size > MAX_BYTES:
            raise ValidationError(
                f"The file must be smaller than {MAX_BYTES // MB} MB. This one has "
                f"{file.size / MB:.0f} MB. Split it and upload the parts"
            )
        return file
