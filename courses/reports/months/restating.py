"""What has changed since a period was closed: now minus the snapshot, line by line, with the people.

A query each time, never a stored correction: a closed month stays what it was, and what came later
stands beside it for everybody to see (programme document, section 3.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.duplicates.models import Merge
from courses.milestones.models import Certification
from courses.reports.months.calendar import Month, year_closes_on
from courses.reports.months.models import ClosedPeriod, MonthClose, YearClose
from lms.dates import bangkok_date, fiscal_year_bounds

LATE, AFTER_YEAR, UNMERGED, STANDS, REVOKED, MERGED, EARLIER, RULE = (
    "late",
    "after-year",
    "unmerged",
    "stands",
    "revoked",
    "merged",
    "earlier",
    "rule",
)
REASONS: dict[str, str | Promise] = {
    LATE: _("certified after the month was closed"),
    AFTER_YEAR: _("certified after the fiscal year was closed"),
    UNMERGED: _("a merge was undone"),
    STANDS: _("another checked first sale of the person counts instead"),
    REVOKED: _("certification taken back"),
    MERGED: _("the same person as somebody counted already"),
    EARLIER: _("the same person as somebody who had sold before joining"),
    RULE: _("the rule about who counts was changed"),
}


class Row(NamedTuple):
    """A certification as far as restating asks for it."""

    pk: int
    event_on: date
    fiscal_year_be: int
    is_baseline_seller: bool
    certified_at: datetime
    revoked_at: datetime | None
    merged_away_at: datetime | None
    learner_id: int
    name: str

    @property
    def counts(self) -> bool:
        """Tell whether it counts towards K1 now."""
        return not (self.revoked_at or self.merged_away_at or self.is_baseline_seller)


@dataclass(frozen=True)
class Line:
    """«+n» or «−n since the close» for one reason, with the rows behind it."""

    reason: str
    delta: int
    rows: Sequence[Row]

    @property
    def words(self) -> str | Promise:
        """Say why."""
        return REASONS[self.reason]

    @property
    def signed(self) -> str:
        """Write the change with its sign: «+3», «−1»."""
        return f"+{self.delta:,}" if self.delta > 0 else f"−{-self.delta:,}"


@dataclass(frozen=True)
class Restatement:
    """A closed period: what it was, what it is now, and why."""

    period: ClosedPeriod
    then: int
    now: int
    lines: list[Line]


def days_of(period: ClosedPeriod) -> tuple[date, date]:
    """Return the first and the last day of a closed period."""
    if isinstance(period, YearClose):
        return fiscal_year_bounds(period.year_be)
    assert isinstance(period, MonthClose)
    month = Month(period.year, period.month)
    return month.first_day, month.last_day


def restate(periods: Sequence[ClosedPeriod]) -> list[Restatement]:
    """Compare closed periods of one kind with today, all with one query for the rows."""
    if not periods:
        return []
    spans = [days_of(period) for period in periods]
    rows = _rows(
        periods[0].is_demonstration, min(first for first, _l in spans), max(last for _f, last in spans)
    )
    closing = {year_be: year_closes_on(year_be) for year_be in {row.fiscal_year_be for row in rows}}
    return [_restated(period, rows, span, closing) for period, span in zip(periods, spans, strict=True)]


def _rows(demonstration: bool, first: date, last: date) -> list[Row]:
    columns = (*Row._fields[:-1], "learner__user__name")
    found = Certification.objects.filter(is_demonstration=demonstration, event_on__range=(first, last))
    return [Row(*row) for row in found.order_by("event_on", "pk").values_list(*columns)]


def _restated(
    period: ClosedPeriod, rows: Iterable[Row], span: tuple[date, date], closing: Mapping[int, date]
) -> Restatement:
    here = [row for row in rows if span[0] <= row.event_on <= span[1]]
    then = set(period.people["certifications"])
    came = [row for row in here if row.counts and row.pk not in then]
    gone = [row for row in here if not row.counts and row.pk in then]
    reasons = [(_why_came(row, period.closed_at, closing), 1, row) for row in came]
    reasons += [(_why_gone(row, period.closed_at), -1, row) for row in gone]
    lines = []
    for reason in REASONS:
        for sign in (1, -1):
            if some := [row for why, step, row in reasons if (why, step) == (reason, sign)]:
                lines.append(Line(reason, sign * len(some), some))
    return Restatement(period, period.total, sum(row.counts for row in here), lines)


def _why_came(row: Row, closed_at: datetime, closing: Mapping[int, date]) -> str:
    if row.certified_at > closed_at:
        return AFTER_YEAR if bangkok_date(row.certified_at) > closing[row.fiscal_year_be] else LATE
    # It was there and did not count: a merge was undone, its other sale fell, or another rule.
    undone = Merge.objects.filter(undone_at__gt=closed_at)
    people = {pk for pair in undone.values_list("survivor_id", "merged_id") for pk in pair}
    if row.learner_id in people:
        return UNMERGED
    standing = Merge.objects.standing().filter(survivor=row.learner_id)
    return STANDS if _was_set_by(standing, row, "merged_away_at") else RULE


def _why_gone(row: Row, closed_at: datetime) -> str:
    if row.revoked_at:
        return REVOKED
    if row.merged_away_at:
        return MERGED
    return EARLIER if _was_set_by_a_merge(row, closed_at) else RULE


def _was_set_by_a_merge(row: Row, closed_at: datetime) -> bool:
    """Tell whether the journal of a merge since the close says that the person had sold before."""
    into = Q(survivor=row.learner_id) | Q(survivor__merged_into=row.learner_id)
    merges = Merge.objects.standing().filter(into, merged_at__gt=closed_at)
    return _was_set_by(merges, row, "is_baseline_seller")


def _was_set_by(merges: QuerySet[Merge], row: Row, column: str) -> bool:
    table = Certification._meta.label_lower
    return any(
        (line["do"], line.get("model"), str(line.get("pk"))) == ("set", table, str(row.pk))
        and column in line["after"]
        for changes in merges.values_list("changes", flat=True)
        for line in changes
    )
