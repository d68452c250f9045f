"""Small pictures of one measure: the same twelve months for the country and for each province."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
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

    @property
    def cells(self) -> SafeString:
        """Return the months' cells of the table: whole numbers, a thousand of them on one page."""
        return mark_safe("".join(f'<td class="n">{people:,}</td>' for people in self.months))  # noqa: S308


def small_multiples(sold: Sold, basis: Basis) -> tuple[list[str], list[Small]]:
    """Return the months' names, and the provinces' pictures, all drawn on one scale, most sellers first."""
    most = max((max(months) for months in sold.by_province.values()), default=0)
    names = month_names(basis)
    safe = list(map(escape, names))
    pictures = [
        Small(
            name=area_name(code) if code else _("not stated"),
            people=sum(months),
            months=months,
            picture=draw_months(months, most, safe),
            query=f"in={code}" if code else "rest=1",
        )
        for code, months in list(most_first(sold.by_province))[:MOST_PROVINCES]
    ]
    return names, pictures


def draw_months(months: list[int], most: int, names: Sequence[str]) -> SafeString:
    """Draw twelve bars; `names` are escaped already.

    A month without anybody keeps a hair line, so that its place is seen.
    """
    step = WIDTH / len(months)
    bars, told = [], []
    for place, (name, people) in enumerate(zip(names, months, strict=True)):
        height = max(HEIGHT * people / (most or 1), 1)
        told.append(f"{name} {people:,}")
        bars.append(
            f'<rect x="{place * step:.1f}" y="{HEIGHT - height:.1f}" width="{step - GAP:.1f}"'
            f' height="{height:.1f}"><title>{told[-1]}</title></rect>'
        )
    # Numbers and escaped names: nine hundred bars stand on one page, each far dearer with `format_html`.
    return mark_safe(  # noqa: S308
        f'<svg class="small-bars" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{", ".join(told)}">'
        f"{''.join(bars)}</svg>"
    )
