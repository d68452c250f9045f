"""The lists of figures: communities, months, provinces, the funnel."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from courses.exports import numbers
from courses.exports.columns import Asked, Column, Kind, Rows
from courses.exports.errors import UnknownList
from courses.exports.lists_people import PLACE
from courses.goals.models import Unit
from courses.reports.communities import community_rows
from courses.reports.divided import DIVISIONS, Cell, divide
from courses.reports.figures import Figure, FigureState, Reading, read_figures
from courses.reports.goal_page import funnel_stages
from courses.reports.way import way_of
from lms.geo import place_name, province_of

DAY, NUMBER = Kind.DAY, Kind.NUMBER
EVERYTHING = "all"
STATES = {
    FigureState.OK.value: gettext_lazy("there is a figure"),
    FigureState.NOT_ENOUGH_DATA.value: gettext_lazy("not enough data"),
    FigureState.NO_DATA_SOURCE.value: gettext_lazy("not counted yet"),
}
# --- Figures -------------------------------------------------------------------------------------
COMMUNITIES = [
    Column("key", gettext_lazy("Community's code")),
    *PLACE[:3],
    Column("learners", gettext_lazy("Learners"), NUMBER),
    Column("shops", gettext_lazy("Shops open"), NUMBER),
    Column("sellers", gettext_lazy("Able to sell"), NUMBER),
    Column("target", gettext_lazy("Own target"), NUMBER),
]
CELLS = [
    Column("code", gettext_lazy("Code")),
    Column("name", gettext_lazy("Name"), width=30),
    Column("certified", gettext_lazy("Able to sell"), NUMBER),
    Column("pending", gettext_lazy("Waits to be checked"), NUMBER),
]
FUNNEL = [Column("stage", gettext_lazy("Stage"), width=30), Column("people", gettext_lazy("People"), NUMBER)]

INDICATORS = [
    Column("indicator", gettext_lazy("Indicator"), width=22),
    Column("name", gettext_lazy("Name"), width=36),
    Column("by", gettext_lazy("Divided by"), width=12),
    Column("code", gettext_lazy("Code"), width=12),
    Column("part", gettext_lazy("Part"), width=30),
    Column("value", gettext_lazy("Figure"), NUMBER, 12),
    Column("numerator", "n", NUMBER, 12),
    Column("denominator", "N", NUMBER, 12),
    Column("unit", gettext_lazy("Unit"), width=14, words=dict(Unit.choices)),
    Column("comparator", gettext_lazy("Comparator"), width=10),
    Column("target", gettext_lazy("Target"), NUMBER, 12),
    Column("met", gettext_lazy("Reached"), width=10),
    Column("state", gettext_lazy("State"), width=16, words=STATES),
    Column("version", gettext_lazy("Version of the definition"), NUMBER, 10),
    Column("as_of", gettext_lazy("Figures of"), DAY),
]


def communities(asked: Asked, snapshot: str) -> Rows:
    """Return the communities that the reader may see, with the figures of the goal page."""

    def read() -> Iterator[Sequence[Any]]:
        basis = asked.basis
        for row in community_rows(asked.user, basis, way_of(basis).communities):
            place, area = row.community, row.community.area_code
            counts = [row.counts.learners, row.counts.shops, row.sellers, row.target]
            yield [place.key, place.name_th, area, place_name(province_of(area)), *counts]

    return Rows(COMMUNITIES, read)


def cells(by: str) -> Callable[[Asked, str], Rows]:
    """Return a list of the headline number divided by month, province, community or cohort."""

    def rows(asked: Asked, snapshot: str) -> Rows:
        def read() -> Iterator[Sequence[Any]]:
            for cell in numbers.breakdown(asked.basis, by):
                yield [cell.code, cell.name, cell.certified, cell.pending]

        return Rows(CELLS, read)

    return rows


def funnel(asked: Asked, snapshot: str) -> Rows:
    """Return how many people reached each stage."""

    def read() -> Iterator[Sequence[Any]]:
        for stage in funnel_stages(way_of(asked.basis).funnel):
            yield [stage.label, stage.people]

    return Rows(FUNNEL, read)


def check_indicators(asked: Asked) -> None:
    """Refuse what the figures cannot be divided by or counted over; raises `UnknownList`."""
    _divisions(asked)
    asked.place, asked.basis  # noqa: B018 - each refuses what it does not know


def is_slow(asked: Asked) -> bool:
    """Tell whether the worker must make it: every cell is counted by itself."""
    return bool(asked.filters.get("by"))


def _divisions(asked: Asked) -> tuple[str, ...]:
    by = asked.filters.get("by", "")
    if by not in ("", EVERYTHING, *DIVISIONS):
        raise UnknownList
    return DIVISIONS if by == EVERYTHING else (by,) if by else ()


def indicators(asked: Asked, snapshot: str) -> Rows:
    """Return all indicators with targets and, where asked for, divided: the figures of the goal page."""

    def read() -> Iterator[Sequence[Any]]:
        for figure in read_figures(Reading(asked.basis, asked.place)):
            yield from _figure_rows(figure, None)
        for by in _divisions(asked):
            for cell in divide(None, asked.basis, asked.place, by):
                yield from _figure_rows(cell.figure, cell)

    return Rows(INDICATORS, read)


def _figure_rows(figure: Figure, cell: Cell | None) -> Iterator[list[Any]]:
    """Yield the line of a figure and one for each of its own parts, such as «women»."""
    row = figure.as_row()
    place = [cell.part.by, cell.part.code, cell.part.name_th] if cell else ["", "", ""]
    met = {True: gettext("yes"), False: gettext("not reached yet"), None: ""}[figure.met]
    yield [
        figure.code,
        figure.indicator.name_th,
        *place,
        *(row[name] for name in ("value", "numerator", "denominator", "unit")),
        figure.comparator_words,
        figure.target_value,
        met,
        figure.state.value,
        figure.version,
        figure.as_of,
    ]
    for part in figure.parts:
        value = None if part.value is None else round(part.value, 2)
        yield [
            f"{figure.code}/{part.code}", part.words, *place, value, part.numerator, part.denominator,
            "percent", "", None, "", figure.state.value, figure.version, figure.as_of,
        ]  # fmt: skip
