"""Figures as people read them: «59%», «45 วัน», «ยังไม่มีข้อมูลที่นับได้»."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.goals.models import Comparator, IndicatorCode, Unit
from courses.reports.figures import Figure, FigureState

# The indicators of the national plan: of these a reader expects a target.
OF_THE_PLAN = (IndicatorCode.K1, IndicatorCode.K2, IndicatorCode.K3, IndicatorCode.AWARENESS)


@dataclass(frozen=True)
class Said:
    """One figure with its words, for the page and its drawer."""

    figure: Figure
    value: str
    n_of: str
    target: str
    met: bool | None
    formula: str


def said(figure: Figure) -> Said:
    """Return a figure in words."""
    return Said(
        figure, value_words(figure), n_of_words(figure), target_words(figure), figure.met, formula(figure)
    )


def value_words(figure: Figure) -> str:
    """Return the value with its unit, or why there is none: never 0, never a guess."""
    if figure.state == FigureState.NO_DATA_SOURCE:
        return _("not counted yet")
    if figure.state == FigureState.NOT_ENOUGH_DATA or figure.value is None:
        return _("not enough data")
    number = f"{figure.value:,.0f}"
    match figure.indicator.unit:
        case Unit.PERCENT:
            return f"{number}%"
        case Unit.DAYS:
            return _("%(n)s d") % {"n": number}
        case Unit.BAHT | Unit.BAHT_PER_PERSON:
            return _("%(n)s baht") % {"n": number}
        case Unit.PER_TRAINER:
            return f"{figure.value:,.1f}"
    return number


def n_of_words(figure: Figure) -> str:
    """Return «n of N», empty where a figure is a plain count or has no value."""
    if figure.denominator is None or figure.numerator is None:
        return ""
    return _("%(n)s of %(all)s") % {"n": f"{figure.numerator:,}", "all": f"{figure.denominator:,}"}


def target_words(figure: Figure) -> str:
    """Return the target with its comparator; of the plan's indicators also that there is none."""
    if figure.target_value is not None:
        words = _("target: %(comparator)s %(n)s")
        return words % {"comparator": figure.comparator_words, "n": f"{figure.target_value:,}"}
    if figure.code == IndicatorCode.AWARENESS:
        return _("the plan sets no number")
    if figure.code not in OF_THE_PLAN:
        return ""
    if not figure.basis.has_targets:
        return _("targets are set for fiscal years")
    return _("no target set") if figure.scope.is_country else ""


def formula(figure: Figure) -> str:
    """Return how the value is made: «a ÷ b × 100», or «a» alone."""
    words = figure.indicator.numerator
    if figure.indicator.denominator:
        words = f"{words} ÷ {figure.indicator.denominator}"
    return f"{words} × {figure.indicator.factor}" if figure.indicator.factor != 1 else words


def comparator_of(figure: Figure) -> str:
    """Return the comparator of the definition in words, empty where nothing is to be reached."""
    return str(Comparator(figure.indicator.comparator).label) if figure.indicator.comparator else ""
