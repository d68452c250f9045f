"""Small elements of every page: icons, bars, dates. `{% load house %}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from lms.accounts.phones import show_phone
from lms.dates import clock_time, short_date
from lms.geo import full_place_name, province_name
from lms.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 24) -> SafeString:
    """Draw a line icon of one weight; decoration only, so a screen reader skips it."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" aria-hidden="true">{1}</svg>',
        size,
        mark_safe(ICONS[name]),  # noqa: S308 - our own constant drawings
    )


@register.simple_tag
def bar(value: float, most: float, label: str = "", kind: str = "") -> SafeString:
    """Draw a progress bar with a name that a screen reader says; no inline style is needed."""
    return format_html(
        '<progress class="bar {}" value="{}" max="{}" aria-label="{}"></progress>',
        kind,
        min(value, most),
        most or 1,
        label,
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as «21 พ.ย. 2569», in English «21 Nov 2026»."""
    return short_date(value, translation.get_language() or "th")


@register.filter
def moment(value: datetime | None) -> str:
    """Write a day with its time in Thailand: «21 พ.ย. 2569 14:05»."""
    if value is None:
        return ""
    return f"{day(value)} {clock_time(value)}"


@register.filter
def phone(value: str) -> str:
    """Write a phone number as people read it: «081-234-5678»."""
    return show_phone(value)


@register.filter
def clock(value: datetime | None) -> str:
    """Write a moment's time of day in Thailand: «14:05»."""
    return clock_time(value) if value else ""


@register.filter
def place(area_code: str) -> str:
    """Write an area as «ต.นาข่า อ.เมืองอุดรธานี จ.อุดรธานี»; the empty code is the whole country."""
    if not area_code:
        return gettext("The whole country")
    return full_place_name(area_code, translation.get_language() or "th")


@register.filter
def province(area_code: str) -> str:
    """Write the province of an area code in the page's language."""
    return province_name(area_code, translation.get_language() or "th")


@register.filter
def megabytes(size_bytes: int | None) -> str:
    """Write a size as people buy data: «3.1 MB»."""
    return f"{(size_bytes or 0) / 1_000_000:.1f} MB"


@register.filter
def thousands(value: Any) -> str:
    """Write a whole number with separators: «5,000»."""
    return f"{int(value or 0):,}"


@register.filter
def baht(value: Any) -> str:
    """Write an amount of baht: «1,250», and «226.80» where there are satang; empty for None."""
    if value is None or value == "":
        return ""
    amount = Decimal(value)
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


@register.filter
def minutes(duration_ms: int | None) -> str:
    """Write a duration as «4:05»."""
    seconds = round((duration_ms or 0) / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"


@register.filter
def among(name: str | None, names: str) -> bool:
    """Tell whether a name is one of those in a list with spaces; a part of a name is no name."""
    return name in names.split()


@register.filter
def at(table: dict[Any, Any], key: Any) -> Any:
    """Look a key up in a table; empty where it does not stand."""
    return table.get(key, "")
