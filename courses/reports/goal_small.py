"""Small pictures of one measure: the same twelve months for the country and for each province."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.reports.basis import Basis
from courses.reports.drill_places import area_name
from courses.reports.goal_chart import month_names
from courses.reports.sold import Sold, most_first

WIDTH, HEIGHT, GAP = 120, 44, 2
MOST_PROVINCES = 77


@dataclass(frozen=True, slots=True)
class Small:
    """One small picture with the numbers that it draws; `query` leads to the place's drill."""

    name: str
    people: int
    months: list[int]
    picture: SafeString
    query: str


def small_multiples(sold: Sold, basis: Basis) -> tuple[list[str], list[Small]]:
    """Return the months' names, and the provinces' pictures, all drawn on one scale, most sellers first."""
    most = max((max(months) for months in sold.by_province.values()), default=0)
    names = month_names(basis)
    pictures = [
        Small(
            name=area_name(code) if code else _("not stated"),
            people=sum(months),
            months=months,
            picture=draw_months(months, most, names),
            query=f"in={code}" if code else "rest=1",
        )
        for code, months in list(most_first(sold.by_province))[:MOST_PROVINCES]
    ]
    return names, pictures


def draw_months(months: list[int], most: int, names: list[str]) -> SafeString:
    """Draw twelve bars; a month without anybody keeps a hair line, so that its place is seen."""
    step = WIDTH / len(months)
    bars = (
        (
            round(place * step, 1),
            round(HEIGHT - max(HEIGHT * people / (most or 1), 1), 1),
            round(step - GAP, 1),
            round(max(HEIGHT * people / (most or 1), 1), 1),
            names[place],
            f"{people:,}",
        )
        for place, people in enumerate(months)
    )
    return format_html(
        '<svg class="small-bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        ", ".join(f"{name} {people:,}" for name, people in zip(names, months, strict=True)),
        format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}"><title>{} {}</title></rect>', bars),
    )
