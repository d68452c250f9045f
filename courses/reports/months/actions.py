"""Closing months and years, and changing what counts from an open year on."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts import programme
from courses.milestones.counting_rules import CountingRule, Rule, baseline_is_excluded
from courses.milestones.models import Certification
from courses.reports.months.calendar import Month, is_running, next_month, year_is_closed, years_due
from courses.reports.months.errors import CannotChangeRule, CannotClose
from courses.reports.months.figures import freeze
from courses.reports.months.models import MonthClose, YearClose
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_bounds

log = logging.getLogger(__name__)
LONGEST_REASON = 1000
HIGHEST = {Rule.BASELINE_EXCLUDED: 1, Rule.MONTH_CLOSE_DAY: 28, Rule.YEAR_CLOSE_DAYS: 365}


@transaction.atomic
def close_month(month: Month, *, demonstration: bool, by: User | None, at: datetime) -> MonthClose:
    """Freeze a month as it stands now. `by` is None for what the programme does by itself.

    Raises `CannotClose` for a month that is running, out of turn, or closed by somebody else just now.
    """
    if MonthClose.objects.filter(
        year=month.year, month=month.number, is_demonstration=demonstration
    ).exists():
        raise CannotClose(_("This month is closed already. Look at what has changed since then below."))
    if is_running(month, at):
        raise CannotClose(_("This month is still running. Close it when it is over."))
    if month != next_month(demonstration=demonstration):
        raise CannotClose(_("Months are closed one after the other. Close the earlier month first."))
    frozen = freeze(demonstration=demonstration, first=month.first_day, last=month.last_day)
    try:
        with transaction.atomic():
            row = MonthClose.objects.create(
                year=month.year, month=month.number, closed_at=at, closed_by=by, **frozen
            )
    except IntegrityError as error:
        raise CannotClose(_("Somebody else has just closed this month. Nothing was changed now.")) from error
    note(
        Verb.CLOSED_MONTH,
        by=by,
        at=at,
        subject=("month", str(row)),
        details={"total": row.total, "sha256": row.sha256},
    )
    return row


@transaction.atomic
def close_year(year_be: int, *, demonstration: bool, at: datetime) -> YearClose:
    """Freeze a fiscal year whose closing day is over. Twice is once; raises `CannotClose` before the day."""
    there = YearClose.objects.filter(year_be=year_be, is_demonstration=demonstration).first()
    if there is not None:
        return there
    if year_be not in years_due(demonstration=demonstration, at=at):
        raise CannotClose(_("This fiscal year is still open."))
    first, last = fiscal_year_bounds(year_be)
    row = YearClose.objects.create(
        year_be=year_be,
        closed_at=at,
        closed_by=None,
        **freeze(demonstration=demonstration, first=first, last=last),
    )
    note(Verb.CLOSED_MONTH, by=None, at=at, subject=("year", year_be), details={"total": row.total})
    return row


def close_what_is_due(at: datetime) -> list[str]:
    """Every night: close the months and years whose day has come; returns what was closed."""
    demonstration, closed = programme.is_demonstration(), []
    while (month := next_month(demonstration=demonstration)) and bangkok_date(at) >= month.closes_on:
        closed.append(str(close_month(month, demonstration=demonstration, by=None, at=at)))
    for year_be in years_due(demonstration=demonstration, at=at):
        closed.append(str(close_year(year_be, demonstration=demonstration, at=at)))
    if closed:
        log.info("closed: %s", ", ".join(closed))
    return closed


@transaction.atomic
def change_rule(
    rule: Rule, *, from_year_be: int, value: int, by: User, at: datetime, reason: str = ""
) -> CountingRule:
    """Let a rule have another value from an open fiscal year on. What is closed is never rewritten.

    Whether people who had sold before count is frozen with each certification: those of the years that
    the rule reaches are set anew, from what the register knows of the person. Raises `CannotChangeRule`.
    """
    require_changeable(rule, from_year_be=from_year_be, value=value, by=by, at=at)
    row = CountingRule.objects.create(
        name=rule,
        from_year_be=from_year_be,
        value=value,
        decided_by=by,
        decided_at=at,
        reason=reason.strip()[:LONGEST_REASON],
    )
    if rule == Rule.BASELINE_EXCLUDED:
        _set_baseline_anew(from_year_be)
    details: dict[str, str | int] = {"rule": rule.value, "from_year_be": from_year_be, "value": value}
    note(Verb.CHANGED, by=by, at=at, subject=("rule", row.pk), details=details)
    return row


def require_changeable(rule: Rule, *, from_year_be: int, value: int, by: User, at: datetime) -> None:
    """Raise `CannotChangeRule` unless this person may give a rule this value from this year on."""
    if not by.is_administrator:
        raise CannotChangeRule(_("Only administrators change what counts."))
    if not 0 <= value <= HIGHEST[rule] or (rule == Rule.MONTH_CLOSE_DAY and value < 1):
        raise CannotChangeRule(_("This value cannot be."), field="value")
    if not 2500 <= from_year_be <= 2700 or year_is_closed(from_year_be, at=at):
        raise CannotChangeRule(
            _("This fiscal year is closed, and a closed year is never rewritten. Choose an open year."),
            field="from_year_be",
        )


def _set_baseline_anew(from_year_be: int) -> None:
    reached = Certification.objects.filter(fiscal_year_be__gte=from_year_be)
    for year_be in reached.order_by().values_list("fiscal_year_be", flat=True).distinct():
        rows = reached.filter(fiscal_year_be=year_be)
        excluded = baseline_is_excluded(year_be)
        sold_before = rows.filter(learner__sold_before=True).values("pk")
        Certification.objects.filter(pk__in=sold_before).update(is_baseline_seller=excluded)
