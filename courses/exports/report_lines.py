"""The monthly report's table of indicators: each with its target or that there is none, n of N."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.goals.models import Unit
from courses.reports.basis import Basis
from courses.reports.figure_words import n_of_words, value_words
from courses.reports.figures import Figure, FigureState, Reading, count, read_figures
from courses.reports.months.models import MonthClose
from courses.reports.scope import Scope

REACH = "KA"


def indicator_lines(basis: Basis, month: date, area: str) -> list[dict[str, Any]]:
    """Return all indicators from the year's first day to the month's last, and what the month itself was.

    A closed month is read as it was frozen, as far as the close holds an indicator; the rest, a month that
    is not closed and an area are counted now.
    """
    scope = Scope(area=area)
    frozen = {} if area else _frozen(month, basis.demonstration)
    in_month = {one.code: one for one in read_figures(Reading(basis.whole.in_month(month), scope))}
    with override("th"):
        return [
            _line(figure, in_month[figure.code], frozen.get(figure.code))
            for figure in read_figures(Reading(basis, scope))
        ]


def _frozen(month: date, demonstration: bool) -> dict[str, dict[str, Any]]:
    close = MonthClose.objects.filter(
        year=month.year, month=month.month, is_demonstration=demonstration
    ).first()
    return dict(close.figures) if close else {}


def _line(figure: Figure, month: Figure, frozen: dict[str, Any] | None) -> dict[str, Any]:
    closed = _frozen_value(frozen)
    return {
        "code": figure.code,
        "name_th": figure.indicator.name_th,
        "version": figure.version,
        "state": figure.state.value,
        "value": None if figure.value is None else round(figure.value, 2),
        "value_th": value_words(figure) if figure.indicator.unit != Unit.PEOPLE else _people(figure),
        "n_of_th": n_of_words(figure),
        "target_th": target_th(figure),
        "met_th": {True: _("reached"), False: _("not reached yet"), None: ""}[figure.met],
        "note_th": figure.note,
        "month_th": _in_unit(closed, figure.indicator.unit) if closed is not None else _of_month(month),
        "month_is_closed": closed is not None,
    }


def _frozen_value(frozen: dict[str, Any] | None) -> float | None:
    """Return what a close froze of an indicator: its value, or its total of people."""
    if not isinstance(frozen, dict):
        return None
    value = frozen.get("value", frozen.get("total"))
    return float(value) if isinstance(value, int | float) else None


def _people(figure: Figure) -> str:
    words = value_words(figure)
    if figure.code == REACH:  # somebody reached by three posts stands in it three times
        return words
    return _("%(n)s people") % {"n": words} if figure.state == FigureState.OK else words


def _of_month(figure: Figure) -> str:
    if figure.state != FigureState.OK or figure.value is None:
        return "–"
    return _in_unit(figure.value, figure.indicator.unit)


def _in_unit(value: float, unit: str) -> str:
    words = f"{value:,.1f}" if unit == Unit.PER_TRAINER else f"{value:,.0f}"
    return f"{words}%" if unit == Unit.PERCENT else words


def target_th(figure: Figure) -> str:
    """Return the target with its comparator, or that there is no number."""
    if figure.target_value is not None:
        return f"{figure.comparator_words} {figure.target_value:,}"
    if not figure.scope.is_country and count(figure.code, figure.basis).target_value is not None:
        return _("set for the whole country")
    return _("the plan sets no number")
