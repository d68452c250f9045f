"""The lists that can be taken out: each with its columns, its rows for one reader, and its length."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from courses.cohorts.models import Community
from courses.exports import lists_figures as figures
from courses.exports import lists_people as people
from courses.exports.columns import Asked, Rows
from courses.exports.errors import UnknownList


@dataclass(frozen=True)
class Listing:
    """One list. `size` tells how many rows it has, `filters` are the parameters that it knows."""

    code: str
    title: str | Promise
    rows: Callable[[Asked, str], Rows]
    size: Callable[[Asked], int]
    filters: tuple[str, ...] = ()


def _few(asked: Asked) -> int:
    return 0


LISTS = {
    one.code: one
    for one in (
        Listing(
            "learners",
            gettext_lazy("Learners"),
            people.learners,
            lambda asked: people.enrolments(asked).count(),
            ("cohort", "community", "area"),
        ),
        Listing(
            "cohort",
            gettext_lazy("Table of a cohort"),
            people.cohort_table,
            lambda asked: people.cohort_of(asked).taken_seats(),
            ("cohort",),
        ),
        Listing(
            "certified",
            gettext_lazy("People able to sell"),
            people.certified,
            lambda asked: people.certifications(asked).count(),
            ("year", "area"),
        ),
        Listing(
            "evidence",
            gettext_lazy("Decisions about evidence"),
            people.evidence,
            lambda asked: people.decisions(asked).count(),
            ("year",),
        ),
        Listing(
            "communities",
            gettext_lazy("Communities and their figures"),
            figures.communities,
            lambda asked: Community.objects.visible_to(asked.user).count(),
            ("year",),
        ),
        Listing("months", gettext_lazy("Figures by month"), figures.cells("month"), _few, ("year",)),
        Listing("provinces", gettext_lazy("Figures by province"), figures.cells("province"), _few, ("year",)),
        Listing("funnel", gettext_lazy("From enrolling to selling"), figures.funnel, _few, ("year",)),
    )
}


def listing(code: str) -> Listing:
    """Return a list by its code; raises `UnknownList`."""
    if code not in LISTS:
        raise UnknownList
    return LISTS[code]
