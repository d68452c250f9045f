"""Form fields that every room shares: days, years, amounts and counts as people in Thailand write them."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.dates import BUDDHIST_OFFSET_YEARS, read_day, read_year_be
from lms.text import latin_digits, normalise_thai

MOST_BAHT = Decimal(1_000_000)
# «12 ออเดอร์», «๑๒ ชิ้น»: what people write behind a count says nothing more.
COUNT = re.compile(r"(\d{1,9})\s*(?:ออเดอร์|คำสั่งซื้อ|รายการ|ครั้ง|ชิ้น|orders?)?", re.IGNORECASE)


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


class AmountField(forms.DecimalField):
    """An amount that is never negative; an empty field counts as nothing, or as `empty_value` says."""

    def __init__(self, *, empty_value: Decimal | None = Decimal(0), **kwargs: Any) -> None:
        self.empty_value = empty_value
        kwargs.setdefault("max_value", MOST_BAHT)
        kwargs.setdefault("required", False)
        super().__init__(
            min_value=0,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}),
            error_messages={
                "invalid": _("Type a number, for example 25 or 12.50."),
                "min_value": _("Type 0 or more."),
                "max_value": _("This number is too large. Type at most %(limit_value)s."),
                "max_decimal_places": _("Type at most two digits after the point."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """Read «๑๒.๕», «1,250» and «1,250 บาท» like 12.5 and 1250."""
        text = latin_digits("" if value is None else str(value)).replace(",", "").replace("฿", "").strip()
        text = text.removesuffix("บาท").strip().removesuffix(".-")
        return super().to_python(text)

    def clean(self, value: Any) -> Decimal | None:
        """Return the amount, or what an empty field means."""
        amount: Decimal | None = super().clean(value)
        return self.empty_value if amount is None else amount


class CountField(forms.CharField):
    """How many of something: «12», «๑๒», «1,250» and «12 ออเดอร์»; becomes a whole number."""

    default_error_messages = {
        "required": _("Type a number. Where there was none, type 0."),
        "invalid": _("Type a whole number, for example 12."),
        "max_value": _("This number is too large. Type at most %(most)s."),
    }

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "20"}),
        )
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Return the number, or None where nothing was typed and nothing is needed."""
        typed = super().clean("" if value is None else str(value))
        if not typed:
            return None
        read = COUNT.fullmatch(latin_digits(normalise_thai(typed)).replace(",", ""))
        if read is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if int(read[1]) > self.most:
            raise forms.ValidationError(
                self.error_messages["max_value"] % {"most": f"{self.most:,}"}, code="max_value"
            )
        return int(read[1])
