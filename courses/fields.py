"""Form fields that every room shares: days and years as people in Thailand write them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.dates import BUDDHIST_OFFSET_YEARS, read_day, read_year_be


class DayField(forms.CharField):
    """A day typed as «1/12/2569», «1 ธ.ค. 69» or «2026-12-01»; becomes a `date`.

    A browser's own date picker is not used: which era it shows depends on the phone.
    """

    default_error_messages = {
        "required": _("Fill in the day."),
        "invalid": _("Write the day like 1/12/2569: day, month, year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored day as it would be typed: the Buddhist year in Thai, the common one in English."""
        if not isinstance(value, date):
            return value
        day = value.date() if isinstance(value, datetime) else value
        year = day.year if get_language() == "en" else day.year + BUDDHIST_OFFSET_YEARS
        return f"{day.day}/{day.month}/{year}"

    def clean(self, value: Any) -> date | None:
        """Return the day, or None where nothing was typed and nothing is needed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_day(typed)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class BirthYearField(forms.CharField):
    """A birth year of either era, in either kind of digits; becomes the Buddhist year.

    `first` and `last` are Buddhist years; `last` is set by the view, which knows the day.
    """

    default_error_messages = {
        "invalid": _("Write the year with 4 digits, like 2508."),
        "range": _("This birth year cannot be. Write the year with 4 digits, like 2508."),
    }
    first, last = 2430, 2600

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"})
        )
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Return the Buddhist year, or None where nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            year_be = read_year_be(typed)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not self.first <= year_be <= self.last:
            raise forms.ValidationError(self.error_messages["range"], code="range")
        return year_be
