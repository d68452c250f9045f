"""What a tried change does to the figures, in words: what changes in full, the rest in one line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.goals.models import Unit
from courses.milestones.second_looks import SecondLookRate
from courses.reports.figure_words import n_of_words, value_words
from courses.reports.figures import Figure, Part
from courses.reports.months.calendar import Month
from courses.reports.months.models import MonthClose, month_name
from courses.reports.rules.measuring import Measured
from courses.reports.stage_words import stage_labels
from courses.reports.way import STAGES

DIGITS = {Unit.PERCENT: 1, Unit.PER_TRAINER: 1}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after. `came` and `went` are learners; None where it counts no learners."""

    code: str
    name: str
    now: str
    then: str
    now_of: str
    then_of: str
    difference: str
    came: int | None = None
    went: int | None = None

    @property
    def is_same(self) -> bool:
        """Tell whether the reader would see the same, about the same people."""
        values = (self.now, self.now_of) == (self.then, self.then_of)
        return values and self.difference in ("0", "–") and not self.came and not self.went


@dataclass(frozen=True)
class MonthChange:
    """One month: its figure now and with the change. A closed one keeps what was frozen."""

    name: str
    now: int
    then: int
    is_closed: bool


@dataclass(frozen=True)
class YearChange:
    """What would change in one fiscal or calendar year. `same` names what would not.

    Only a fiscal year lists its months: they are the same months.
    """

    year_be: int
    figures: list[Change]
    steps: list[Change]
    months: list[MonthChange]
    same: str
    is_calendar: bool = False


def year_change(before: Measured, after: Measured) -> YearChange:
    """Compare a year's figures with those after the change."""
    figures, steps = list(_figures(before, after)), list(_steps(before, after))
    same = [one.code or one.name for one in figures if one.is_same and one.code]
    same += [one.name for one in steps if one.is_same]
    return YearChange(
        before.basis.year_be,
        [one for one in figures if not one.is_same],
        [one for one in steps if not one.is_same],
        _months(before, after) if before.basis.is_fiscal else [],
        ", ".join(same),
        is_calendar=not before.basis.is_fiscal,
    )


def signed(by: float, digits: int = 0) -> str:
    """Write a difference: «+2», «−1.5», «0»."""
    number = f"{abs(by):,.{digits}f}"
    return "0" if not float(number.replace(",", "")) else f"{'+' if by > 0 else '−'}{number}"


def _figures(before: Measured, after: Measured) -> Iterator[Change]:
    for old, new in zip(before.figures, after.figures, strict=True):
        moved = _moved(before.people.get(old.code), after.people.get(old.code))
        name, parts = old.indicator.name, list(zip(old.parts, new.parts, strict=False))
        if parts and parts[0][0].denominator == old.denominator:  # the first line is the figure itself
            name, parts = f"{name}: {parts[0][0].words}", parts[1:]
        yield Change(
            old.code,
            name,
            value_words(old),
            value_words(new),
            n_of_words(old),
            n_of_words(new),
            _difference(old, new),
            *moved,
        )
        for part, later in parts:
            yield _part(old.indicator.name, part, later)


def _difference(old: Figure, new: Figure) -> str:
    if old.value is None or new.value is None:
        return "–"
    by = signed(new.value - old.value, DIGITS.get(Unit(old.indicator.unit), 0))
    if by == "0" or old.indicator.unit != Unit.PERCENT:
        return by
    return _("%(n)s points") % {"n": by}


def _part(name: str, old: Part, new: Part) -> Change:
    def value(part: Part) -> str:
        return _("not enough data") if part.value is None else f"{part.value:,.0f}%"

    def n_of(part: Part) -> str:
        return _n_of(part.numerator, part.denominator)

    both = old.value is not None and new.value is not None
    by = signed((new.value or 0) - (old.value or 0), 1) if both else "–"
    words = by if by in ("0", "–") else _("%(n)s points") % {"n": by}
    return Change("", f"{name}: {old.words}", value(old), value(new), n_of(old), n_of(new), words)


def _steps(before: Measured, after: Measured) -> Iterator[Change]:
    labels = stage_labels()
    for stage in STAGES:
        moved = _moved(before.reached(stage), after.reached(stage))
        yield _counted(
            str(labels[stage]),
            (before.funnel.reached[stage], after.funnel.reached[stage]),
            (before.funnel.reached.get(stage - 1), after.funnel.reached.get(stage - 1)),
            moved,
        )
    yield _counted(
        _("Had sold before joining, beside the steps"),
        (before.funnel.baseline_people, after.funnel.baseline_people),
        (None, None),
        _moved(before.beside, after.beside),
    )
    yield _counted(
        _("Had sold before joining, with a proven sale"),
        (before.funnel.baseline_sales, after.funnel.baseline_sales),
        (None, None),
        (None, None),
    )
    if before.looks and after.looks:
        yield _looks(before.looks, after.looks)


def _counted(
    name: str,
    people: tuple[int, int],
    of: tuple[int | None, int | None],
    moved: tuple[int | None, int | None],
) -> Change:
    def of_before(everybody: int | None) -> str:
        return "" if everybody is None else _("of %(all)s") % {"all": f"{everybody:,}"}

    now, then = people
    return Change(
        "",
        name,
        f"{now:,}",
        f"{then:,}",
        of_before(of[0]),
        of_before(of[1]),
        signed(then - now),
        *moved,
    )


def _looks(old: SecondLookRate, new: SecondLookRate) -> Change:
    def value(rate: SecondLookRate) -> str:
        return _("not yet") if rate.percent is None else f"{rate.percent:.1f}%"

    both = old.percent is not None and new.percent is not None
    by = signed((new.percent or 0) - (old.percent or 0), 1) if both else "–"
    return Change(
        "",
        _("Did not stand at the second look"),
        value(old),
        value(new),
        _n_of(old.failed, old.looked_again),
        _n_of(new.failed, new.looked_again),
        by if by in ("0", "–") else _("%(n)s points") % {"n": by},
    )


def _n_of(people: int, everybody: int) -> str:
    return _("%(n)s of %(all)s") % {"n": f"{people:,}", "all": f"{everybody:,}"}


def _moved(old: set[int] | None, new: set[int] | None) -> tuple[int | None, int | None]:
    """Return how many learners come in and how many go out."""
    if old is None or new is None:
        return None, None
    return len(new - old), len(old - new)


def _months(before: Measured, after: Measured) -> list[MonthChange]:
    """Return the months whose sellers change, the closed ones told apart."""
    now, then = _by_month(before), _by_month(after)
    closes = MonthClose.objects.filter(is_demonstration=before.basis.demonstration)
    closed = set(closes.values_list("year", "month"))
    return [
        MonthChange(
            month_name(month.year, month.number, get_language() or "th"),
            now.get(month, 0),
            then.get(month, 0),
            (month.year, month.number) in closed,
        )
        for month in sorted(now.keys() | then.keys())
        if now.get(month, 0) != then.get(month, 0)
    ]


def _by_month(measured: Measured) -> dict[Month, int]:
    found: dict[Month, int] = {}
    for day, people in measured.days.items():
        found[Month.of(day)] = found.get(Month.of(day), 0) + people
    return found
