"""Form fields that read what people type: dates in three boxes, times of day, sums of money."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError

from .widgets import AffixInput, DateInput

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateField(forms.MultiValueField):
    """A day, a month (number or name) and a year, cleaned to a `datetime.date` or None.

    `what` opens each message: what="Start date" gives "Start date must include a year". Without it
    the label is used, unless that is a question. Each error carries `parts`, the numbers of the
    boxes that are wrong, so that the error summary can lead to the first of them.
    """

    widget = DateInput

    def __init__(self, *, what="", **kwargs):
        self.what = what
        parts = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(parts, require_all_fields=False, **kwargs)

    @property
    def subject(self):
        label = str(self.label or "")
        return self.what or (label if label and not label.endswith("?") else "Date")

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True

    def clean(self, value):
        """Raise `ValidationError` in GOV.UK's words for what is missing or impossible."""
        if isinstance(value, datetime.date):
            value = [str(value.day), str(value.month), str(value.year)]
        given = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(given):
            if self.required:
                self.refuse(self.error_messages["required"], "required", [0, 1, 2])
            return None
        if missing := [number for number, part in enumerate(given) if not part]:
            wanted = " and a ".join(PARTS[number] for number in missing)
            self.refuse(f"{self.subject} must include a {wanted}", "incomplete", missing)
        date = self.to_date(*given)
        self.run_validators(date)
        return date

    def to_date(self, day, month, year):
        if not re.fullmatch(r"\d{4}", year):
            self.refuse(f"{self.subject}: year must include 4 numbers", "year", [2])
        number = month_number(month)
        if number is None:
            self.refuse(f"{self.subject} must be a real date", "impossible", [1])
        try:
            return datetime.date(int(year), number, int(day))
        except ValueError:
            self.refuse(f"{self.subject} must be a real date", "impossible", [0, 1, 2])

    def refuse(self, message, code, parts):
        # Django formats a message that has params: a per cent sign in a label must survive.
        text = str(message).replace("%", "%%")
        raise ValidationError(text, code=code, params={"parts": parts})

    def compress(self, data_list):
        return self.clean(data_list)


def month_number(text):
    """1 to 12 for a month's number or the beginning of its English name; None when neither."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    name = text[:3].lower()
    return MONTHS.index(name) + 1 if name in MONTHS else None


class TimeField(forms.Field):
    """A time of day, typed as 9:30, 09.30, 0930, 9am or 2.15pm, cleaned to a `datetime.time`."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})
    default_error_messages = {"invalid": "Enter a time, like 09:30"}
    pattern = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, datetime.time):
            return value or None
        match = self.pattern.fullmatch(value.strip())
        if match is None or (match[2] is None and match[3] is None):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            return datetime.time(hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class MoneyField(forms.DecimalField):
    """A sum in pounds; "£1,250.50" and "1250.5" are both read. Never below zero unless told so."""

    default_error_messages = {
        "invalid": "Enter an amount in pounds, like 85 or 85.50",
        "min_value": "The amount must be £%(limit_value)s or more",
        "max_decimal_places": "Enter an amount in pounds and pence, like 85.50",
    }

    def __init__(self, *, min_value=0, max_digits=10, decimal_places=2, **kwargs):
        kwargs.setdefault("widget", money_input())
        super().__init__(
            min_value=min_value, max_digits=max_digits, decimal_places=decimal_places, **kwargs
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[£,\s]", "", value)
        return super().to_python(value)


def money_input():
    attrs = {"class": "govuk-input--width-5", "inputmode": "decimal", "spellcheck": "false"}
    return AffixInput(attrs, prefix="£")
