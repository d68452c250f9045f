"""The number: how many people can sell online, this fiscal year, against the target.

It is a query, never a counter: the front page, the goal page and `manage.py goal` all ask here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from courses.goals.models import Comparator, IndicatorCode, Target
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.reports.basis import Basis, enrolled_in


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

    The year is the one frozen with the certification. Whoever had sold before joining is not in
    it (programme document, section 3.2 and Decided 2).
    """
    counted = Certification.objects.counted(demonstration=basis.demonstration)
    return _people(counted.filter(fiscal_year_be=basis.year_be))


def count_pending(basis: Basis) -> int:
    """Count K1b: distinct people whose first sale, dated in the year, waits to be decided."""
    return _people(pending_claims(basis))


def pending_claims(basis: Basis) -> QuerySet[Claim]:
    """Return the claims of K1b, one for each person."""
    certified = Certification.objects.live().filter(learner_id=OuterRef("learner_id"))
    return Claim.objects.filter(
        ~Exists(certified),
        enrolled_in(basis),
        milestone=MilestoneCode.FIRST_SALE,
        state=ClaimState.PENDING,
        happened_on__range=(basis.first_day, basis.last_day),
        learner__sold_before=False,
        learner__merged_into__isnull=True,
    )


def _people(rows: QuerySet[Any]) -> int:
    """Count the distinct learners of some rows."""
    return int(rows.aggregate(people=Count("learner", distinct=True))["people"])


def indicators(basis: Basis) -> list[dict[str, object]]:
    """Return one row for each indicator that this version can count: K1.

    K2 and K3 have targets but nothing that counts them yet; they are left out rather than shown as 0.
    """
    number = headline_of(basis)
    return [
        {
            "indicator": IndicatorCode.K1.value,
            "year_be": number.year_be,
            "comparator": number.comparator,
            "target": number.target_value,
            "certified": number.certified,
            "pending": number.pending,
            "met": number.met,
        }
    ]
