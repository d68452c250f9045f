"""The lists that can be taken out: each with its columns, its rows for one reader, and its length."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from courses.cohorts.models import Community
from courses.exports import lists_drill as drill
from courses.exports import lists_figures as figures
from courses.exports import lists_people as people
from courses.exports.columns import Asked, Rows
from courses.exports.errors import UnknownList
from courses.exports.lists_lessons import lessons

# Which year, and whether it is a calendar year («1»): fiscal ones are the rule.
YEAR = ("year", "calendar")


def _never(asked: Asked) -> bool:
    return False


@dataclass(frozen=True)
class Listing:
    """One list. `size` tells how many rows it has, `filters` are the parameters that it knows.

    `check` says before the first byte what cannot be asked for, where counting the rows takes longer;
    `opens_on` names the page that links to it, for lists that are not on the page of lists; what `is_slow`
    is the worker's whatever its length.
    """

    code: str
    title: str | Promise
    rows: Callable[[Asked, str], Rows]
    size: Callable[[Asked], int]
    filters: tuple[str, ...] = ()
    check: Callable[[Asked], object] | None = None
    opens_on: str = ""
    is_slow: Callable[[Asked], bool] = _never

    def refuse(self, asked: Asked) -> None:
        """Raise `UnknownList` for what cannot be asked for."""
        (self.check or self.size)(asked)


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
            ("area", "community", "cohort", "track", *YEAR),
        ),
        Listing(
            "lessons",
            gettext_lazy("Learners and their lessons"),
            lessons,
            lambda asked: people.enrolments(asked).count(),
            ("area", "community", "cohort", "track", *YEAR),
        ),
        Listing(
            "cohort",
            gettext_lazy("Table of a cohort"),
            people.cohort_table,
            lambda asked: people.cohort_of(asked).taken_seats(),
            ("cohort",),
            opens_on="cohort",
        ),
        Listing(
            "certified",
            gettext_lazy("People able to sell"),
            people.certified,
            lambda asked: people.certifications(asked).count(),
            ("area", "community", "cohort", "track", *YEAR),
        ),
        Listing(
            "evidence",
            gettext_lazy("Decisions about evidence"),
            people.evidence,
            lambda asked: people.decisions(asked).count(),
            YEAR,
        ),
        Listing(
            "communities",
            gettext_lazy("Communities and their figures"),
            figures.communities,
            lambda asked: Community.objects.visible_to(asked.user).count(),
            YEAR,
        ),
        Listing(
            "figures",
            gettext_lazy("All indicators"),
            figures.indicators,
            _few,
            ("area", *YEAR, "by"),
            check=figures.check_indicators,
            is_slow=figures.is_slow,
        ),
        Listing("months", gettext_lazy("Figures by month"), figures.cells("month"), _few, YEAR),
        Listing("provinces", gettext_lazy("Figures by province"), figures.cells("province"), _few, YEAR),
        Listing("funnel", gettext_lazy("From enrolling to selling"), figures.funnel, _few, YEAR),
        Listing(
            "drill",
            gettext_lazy("Where people stand"),
            drill.places,
            _few,
            drill.ADDRESS,
            check=drill.check_place,
            opens_on="drill",
        ),
        Listing(
            "drill-people",
            gettext_lazy("People behind a bar"),
            drill.people,
            drill.count_people,
            drill.ADDRESS,
            check=drill.check_people,
            opens_on="drill",
        ),
    )
}


def listing(code: str) -> Listing:
    """Return a list by its code; raises `UnknownList`."""
    if code not in LISTS:
        raise UnknownList
    return LISTS[code]
