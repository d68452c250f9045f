"""The number: how many people can sell online, this fiscal year, against the target.

It is a query, never a counter: the front page, the goal page and `manage.py goal` all ask here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses.goals.models import Comparator, IndicatorCode, Target
from courses.reports.basis import Basis
from courses.reports.counting import count_people, counted_in, waiting_sales
from courses.reports.figures import figures


@dataclass(frozen=True)
class Headline:
    """The number with everything that must be printed beside it."""

    certified: int
    pending: int
    target_value: int | None
    comparator: str
    year_be: int
    is_demonstration: bool

    @property
    def met(self) -> bool | None:
        """Tell whether the target is reached; None where there is no number to reach."""
        target = Target(comparator=self.comparator, value=self.target_value)
        return target.is_met_by(self.certified)

    @property
    def target_words(self) -> str:
        """Return the target with its comparator: «เป้า มากกว่า 5,000»."""
        if self.target_value is None:
            return _("no target set")
        comparator = Comparator(self.comparator).label
        return _("target: %(comparator)s %(n)s") % {"comparator": comparator, "n": f"{self.target_value:,}"}

    @property
    def needed(self) -> int | None:
        """Return the smallest number that reaches the target: 5,001 for "more than 5,000"."""
        if self.target_value is None:
            return None
        return self.target_value + (1 if self.comparator == Comparator.MORE_THAN else 0)


def headline(*, at: datetime) -> Headline:
    """Return the number of the fiscal year that a moment lies in, for this site."""
    return headline_of(Basis.of(None, at=at))


def headline_of(basis: Basis) -> Headline:
    """Return the number of one fiscal year: three queries at any size."""
    target = None
    if basis.is_fiscal:  # the plan sets its targets for fiscal years
        target = Target.objects.filter(indicator=IndicatorCode.K1, year_be=basis.year_be).first()
    return Headline(
        certified=count_certified(basis),
        pending=count_pending(basis),
        target_value=target.value if target else None,
        comparator=target.comparator if target else Comparator.MORE_THAN.value,
        year_be=basis.year_be,
        is_demonstration=basis.demonstration,
    )


def count_certified(basis: Basis) -> int:
    """Count K1: distinct people with a live certification whose event lies in the year.

    The fiscal year is the one frozen with the certification. Whoever had sold before joining is not
    in it (programme document, section 3.2 and Decided 2).
    """
    return count_people(counted_in(basis))


def count_pending(basis: Basis) -> int:
    """Count K1b: distinct people whose first sale, dated in the year, waits to be decided."""
    return count_people(waiting_sales(basis))


def indicators(basis: Basis) -> list[dict[str, object]]:
    """Return every indicator as plain values, in order: what pages, files and the API say of the country.

    K1 holds beside them `certified` and `pending`, the people of the headline.
    """
    number, rows = headline_of(basis), [figure.as_row() for figure in figures(basis)]
    for row in rows:
        if row["indicator"] == IndicatorCode.K1:
            row |= {
                "comparator": number.comparator,
                "certified": number.certified,
                "pending": number.pending,
            }
    return rows
