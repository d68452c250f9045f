"""The lists of figures: communities, months, provinces, the funnel."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from courses.exports import numbers
from courses.exports.columns import Asked, Column, Kind, Rows
from courses.exports.lists_people import PLACE
from courses.reports.communities import community_rows
from courses.reports.goal_page import funnel_stages
from courses.reports.way import way_of
from lms.geo import place_name, province_of

NUMBER = Kind.NUMBER
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
