"""Changing how an indicator is counted or what it should reach: a new version, never a rewritten past."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import Details, note
from courses.audit.models import Verb
from courses.goals.errors import BadVersion, CannotChangeGoal
from courses.goals.models import Indicator, IndicatorCode, Target
from lms.accounts.models import User

LONGEST_REASON = 1000
_OWN = ("id", "version", "effective_from", "made_by", "made_at", "reason")


@transaction.atomic
def change_definition(
    code: str,
    *,
    effective_from: date,
    by: User | None = None,
    at: datetime | None = None,
    reason: str = "",
    **changes: Any,
) -> Indicator:
    """Write the next version of an indicator, in force from a day on; what is not named stays.

    Raises `BadVersion` where the day does not come after that of the version before: a year that was
    counted keeps the definition it was counted by. `by` is None for what a program does by itself.
    """
    last = last_version(code, effective_from, lock=True)
    kept = {
        field.name: getattr(last, field.name)
        for field in Indicator._meta.concrete_fields
        if field.name not in _OWN
    }
    new = {"version": last.version + 1, "effective_from": effective_from}
    said = {"made_by": by, "made_at": at, "reason": reason.strip()[:LONGEST_REASON]}
    row = Indicator.objects.create(**{**kept, **changes, **new, **said})
    if by is not None and at is not None:
        note(Verb.CHANGED, by=by, at=at, subject=("indicator", row.pk), details={"code": code, **_plain(new)})
    return row


def last_version(code: str, effective_from: date, *, lock: bool = False) -> Indicator:
    """Return the version that a new one would follow. Raises `BadVersion` where the day is too early."""
    rows = Indicator.objects.of(code)
    last: Indicator | None = (rows.select_for_update() if lock else rows).last()
    if last is None:
        raise BadVersion(_("There is no indicator with this code."), field="code")
    if effective_from <= last.effective_from:
        raise BadVersion(
            _("A new version holds from a later day than the one before it."), field="effective_from"
        )
    return last


@transaction.atomic
def set_target(
    indicator: str,
    *,
    year_be: int,
    comparator: str,
    value: int | None,
    budget_baht: int | None = None,
    by: User,
    at: datetime,
    reason: str,
    first_open_year: int,
) -> Target:
    """Set what an indicator should reach in an open year. The act and the numbers before stay in the record.

    `first_open_year` is the earliest fiscal year that is not closed: the caller knows it. Administrators
    only. Raises `CannotChangeGoal`.
    """
    require_open_year(year_be, first_open_year=first_open_year, by=by)
    if not reason.strip():
        raise CannotChangeGoal(_("Say why, so that others understand the change."), field="reason")
    before = Target.objects.select_for_update().filter(indicator=indicator, year_be=year_be).first()
    fields = {"comparator": comparator, "value": value}
    if indicator == IndicatorCode.K1:
        fields["budget_baht"] = budget_baht
    row, _new = Target.objects.update_or_create(indicator=indicator, year_be=year_be, defaults=fields)
    details: Details = {
        "indicator": indicator,
        "year_be": year_be,
        "before": before.value if before else None,
        "value": value,
        "comparator": comparator,
        "reason": reason.strip()[:LONGEST_REASON],
    }
    note(Verb.CHANGED, by=by, at=at, subject=("target", row.pk), details=details)
    return row


def require_open_year(year_be: int, *, first_open_year: int, by: User) -> None:
    """Raise `CannotChangeGoal` unless this person may set a target of this year."""
    if not (by.is_active and by.is_administrator):
        raise CannotChangeGoal(_("Only administrators change what counts."))
    if not first_open_year <= year_be <= first_open_year + MOST_YEARS_AHEAD:
        raise CannotChangeGoal(
            _("This fiscal year is closed, and a closed year is never rewritten. Choose an open year."),
            field="year_be",
        )


MOST_YEARS_AHEAD = 20


def _plain(new: dict[str, Any]) -> dict[str, str | int]:
    return {"version": int(new["version"]), "effective_from": str(new["effective_from"])}
