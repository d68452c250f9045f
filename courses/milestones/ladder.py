"""M0 to M9 of people, in one read (programme document, section 3.2).

A milestone once reached stays reached: who left the cohort had still enrolled. Milestones are not strictly
ordered in life, so what lies below the highest one without having been reached is `inferred`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, F, Min, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Enrolment
from courses.milestones.claim_rules import still_selling_window
from courses.milestones.models import SALES, Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Consent, Learner
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import Attempt
from lms.dates import BANGKOK

LABELS = {
    "M0": _("Registered"),
    "M1": _("Enrolled"),
    "M2": _("Started"),
    "M3": _("Core lessons finished"),
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
# Rooms with a ledger of their own answer for M8 and M9 too: learners' ids in, the first day of each out.
Ledger = Callable[[Collection[int]], dict[int, date]]
_ledgers: dict[str, list[Ledger]] = {"M8": [], "M9": []}


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


def use_ledger(milestone: str, ledger: Ledger) -> None:
    """Let a room with a ledger say who reached M8 or M9; the same one twice counts once."""
    if ledger not in _ledgers[milestone]:
        _ledgers[milestone].append(ledger)


def marks_granted_on(learner: Learner) -> date | None:
    """Return the day on which a learner's DBD Registered mark was granted: by claim or ledger; else None."""
    return ladders([learner.pk])[learner.pk].reached.get("M8")


def ladder_of(learner: Learner) -> Ladder:
    """Return one person's milestones."""
    return ladders([learner.pk])[learner.pk]


def ladders(learners: Collection[int]) -> dict[int, Ladder]:
    """Return the milestones of people, by the id of the learner: one statement, however many they are."""
    found = {pk: Ladder(pk) for pk in learners}
    sales: list[tuple[int, date]] = []
    for learner_id, code, day in _rows(learners):
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
    for code, asked in _ledgers.items():
        for ledger in asked:
            for learner_id, day in ledger(learners).items():
                _reach(found[learner_id], code, day)
    return found


def _reach(ladder: Ladder, code: str, day: date) -> None:
    ladder.reached[code] = min(day, ladder.reached.get(code, day))


def _rows(learners: Collection[int]) -> Iterable[tuple[int, str, date]]:
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


def _day(value: date | datetime | str) -> date:
    """Return a day as the database gave it: SQLite keeps days as text."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
