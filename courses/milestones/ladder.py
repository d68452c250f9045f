"""M0 to M9 of people, in one read (programme document, section 3.2).

A milestone once reached stays reached: who left the cohort had still enrolled. Milestones are not strictly
ordered in life, so what lies below the highest one without having been reached is `inferred`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, F, Min, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Enrolment
from courses.ledgers.models import DbdApplication, DbdStatus, MatchOutcome, PromotionService
from courses.milestones.claim_rules import still_selling_window
from courses.milestones.models import SALES, Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Consent, Learner
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import Attempt
from lms.dates import BANGKOK

LABELS = {
    "M0": _("Signed up"),
    "M1": _("In a cohort"),
    "M2": _("Started"),
    "M3": _("Finished the core lessons"),
    "M4": MilestoneCode.SHOP_OPEN.label,
    "M5": MilestoneCode.FIRST_CONTENT.label,
    "M6": MilestoneCode.FIRST_SALE.label,
    "M7": MilestoneCode.STILL_SELLING.label,
    "M8": MilestoneCode.REGISTERED_MARK.label,
    "M9": MilestoneCode.ABROAD.label,
}
CODES = tuple(LABELS)
_BY_CLAIM = (
    MilestoneCode.SHOP_OPEN,
    MilestoneCode.FIRST_CONTENT,
    MilestoneCode.REGISTERED_MARK,
    MilestoneCode.ABROAD,
)
_SALE = "sale"
People = Collection[int] | QuerySet[Any, Any]


@dataclass
class Ladder:
    """One person's milestones: `reached` maps a code to the day of the event in Thailand."""

    learner_id: int
    reached: dict[str, date] = field(default_factory=dict)

    @property
    def highest(self) -> str:
        """Return the highest milestone reached; M0 for somebody who only stands in the register."""
        return max(self.reached, default="M0")

    @property
    def inferred(self) -> list[str]:
        """Return what lies below the highest milestone and was never reached itself."""
        return [code for code in CODES if code < self.highest and code not in self.reached]


def marks_granted_on(learner: Learner) -> date | None:
    """Return the day on which a learner's DBD Registered mark was granted: by claim or ledger; else None."""
    return ladders([learner.pk])[learner.pk].reached.get("M8")


def ladder_of(learner: Learner) -> Ladder:
    """Return one person's milestones."""
    return ladders([learner.pk])[learner.pk]


def ladders(learners: People, *, known: Iterable[int] | None = None) -> dict[int, Ladder]:
    """Return the milestones of people, by the id of the learner, in one statement.

    Give the ids of some, or a queryset of learners for many: 50,000 ids are more than a statement takes.
    `known` are the ids of the queryset's learners where they were read already; without them it is two.
    """
    if isinstance(learners, QuerySet):
        learners = learners.order_by().values("pk")
        ids = [row["pk"] for row in learners] if known is None else known
        found = {pk: Ladder(pk) for pk in ids}
    else:
        found = {pk: Ladder(pk) for pk in learners}
    sales: list[tuple[int, date]] = []
    for learner_id, code, day in _rows(learners):
        if learner_id not in found:  # joined or merged while the page was made
            continue
        if code == _SALE:
            sales.append((learner_id, day))
        else:
            _reach(found[learner_id], code, day)
    for learner_id, day in sorted(sales, key=lambda sale: sale[1]):
        first_sale_on = found[learner_id].reached.get("M6")
        if first_sale_on:
            first, last = still_selling_window(first_sale_on)
            if first <= day <= last:
                _reach(found[learner_id], "M7", day)
    return found


def _reach(ladder: Ladder, code: str, day: date) -> None:
    ladder.reached[code] = min(day, ladder.reached.get(code, day))


def _rows(learners: People) -> Iterable[tuple[int, str, date]]:
    """Return (learner, code, day): the first day of each milestone, and the days of all verified sales."""
    verified = Claim.objects.filter(learner__in=learners, state=ClaimState.VERIFIED)
    live = Certification.objects.live().filter(learner__in=learners)
    parts: list[QuerySet[Any, Any]] = [
        _firsts(Enrolment.objects.filter(learner__in=learners), "M1", "joined_at"),
        _firsts(LessonProgress.objects.filter(learner__in=learners), "M2", "opened_at"),
        _firsts(Attempt.objects.filter(learner__in=learners), "M2", "answered_at"),
        _firsts(CoreCompletion.objects.filter(learner__in=learners), "M3", "reached_at"),
        *(_days(verified.filter(milestone=code), str(code), "happened_on") for code in _BY_CLAIM),
        _days(live, "M6", "event_on"),
        _of_ledger(_marks(learners), MilestoneCode.REGISTERED_MARK, "granted_on"),
        _of_ledger(_orders(learners), MilestoneCode.ABROAD, "day"),
        _days(verified.filter(milestone__in=SALES), _SALE, "happened_on"),
    ]
    first = _firsts(Consent.objects.filter(learner__in=learners), "M0", "given_at")
    return [(learner_id, code, _day(day)) for learner_id, code, day in first.union(*parts, all=True)]


def _firsts(rows: QuerySet[Any, Any], code: str, moment: str) -> QuerySet[Any, Any]:
    """Return the day in Thailand of the first of some moments, for each learner."""
    days = rows.exclude(**{moment: None}).order_by().values("learner_id")
    return days.annotate(
        code=Value(code), day=Cast(TruncDate(Min(moment), tzinfo=BANGKOK), DateField())
    ).values_list("learner_id", "code", "day")


def _days(rows: QuerySet[Any, Any], code: str, day: str) -> QuerySet[Any, Any]:
    return (
        rows.order_by()
        .annotate(code=Value(code), day=Cast(F(day), DateField()))
        .values_list("learner_id", "code", "day")
    )


def _marks(learners: People) -> QuerySet[Any, Any]:
    granted = (DbdStatus.GRANTED, DbdStatus.EXPIRED)
    return DbdApplication.objects.filter(
        operator__learner__in=learners, status__in=granted, voided_at__isnull=True
    )


def _orders(learners: People) -> QuerySet[Any, Any]:
    orders = PromotionService.objects.filter(operator__learner__in=learners, outcome=MatchOutcome.ORDER)
    return orders.filter(voided_at__isnull=True).exclude(country="TH")


def _of_ledger(rows: QuerySet[Any, Any], code: str, day: str) -> QuerySet[Any, Any]:
    return (
        rows.order_by()
        .annotate(code=Value(str(code)), on=Cast(F(day), DateField()))
        .values_list("operator__learner_id", "code", "on")
    )


def _day(value: date | datetime | str) -> date:
    """Return a day as the database gave it: SQLite keeps days as text."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
