"""What a changed rule would change, before it is made; closed months and years never change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.goals.models import Comparator, Indicator, IndicatorCode, Target
from courses.milestones.counting_rules import Rule, rule_in
from courses.milestones.evidence_rules import given_of, group_by
from courses.milestones.models import SALES, Claim, ClaimState
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.rules import rule_on
from courses.reports.basis import Basis, YearKind, year_of
from courses.reports.figures import count
from courses.reports.goal import count_certified
from courses.reports.rules.changes import YearChange, year_change
from courses.reports.rules.measuring import try_out
from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds

# Each waiting sale is judged twice by its own evidence; more than these are not waited for on a page.
MOST_CLAIMS = 300
CALENDAR = YearKind.CALENDAR
Act = Callable[[], object]


@dataclass(frozen=True)
class DryRun:
    """What would change: in sentences, and for each fiscal year that the change reaches.

    `calendar_years` are there for a rule that decides who counts, because it reaches into those as well.
    """

    sentences: list[str]
    years: list[YearChange] = field(default_factory=list)
    calendar_years: list[YearChange] = field(default_factory=list)


def try_evidence(rule: EvidenceRule, act: Act, *, at: datetime) -> DryRun:
    """Say what a version of the rule of evidence would do. Certified people stay as they were frozen."""
    sales = Claim.objects.filter(milestone__in=SALES, happened_on__gte=rule.effective_on)
    waiting = list(sales.filter(state=ClaimState.PENDING).order_by("-sent_at")[: MOST_CLAIMS + 1])
    enough: list[tuple[int, bool, bool]] = []
    for claim in waiting[:MOST_CLAIMS]:
        given = given_of(claim)
        is_enough_now = bool(group_by(given, rule_on(claim.happened_on)))
        enough.append((claim.learner_id, is_enough_now, bool(group_by(given, rule))))
    certified = sales.filter(certification__isnull=False, state=ClaimState.VERIFIED).count()
    gain = {learner for learner, now, then in enough if then and not now}
    lose = {learner for learner, now, then in enough if now and not then}
    sentences = [
        _("Waiting sales dated from that day: %(n)s. Enough evidence now: %(now)s, then: %(then)s.")
        % {"n": len(enough), "now": sum(row[1] for row in enough), "then": sum(row[2] for row in enough)},
        _("Learners whose waiting sale becomes enough: %(gain)s; is no longer enough: %(lose)s.")
        % {"gain": len(gain), "lose": len(lose)},
        _("Already certified from that day on: %(n)s. They stay, with the rule they were judged by.")
        % {"n": f"{certified:,}"},
        _("No figure of any month changes by itself: the rule judges what is decided from now on."),
    ]
    if len(waiting) > MOST_CLAIMS:
        sentences.insert(1, _("Only the newest %(n)s were judged for this preview.") % {"n": MOST_CLAIMS})
    return DryRun(sentences, _years(act, [Basis.of(None, at=at)]))


def try_counting(rule: Rule, act: Act, *, from_year_be: int, value: int, at: datetime) -> DryRun:
    """Say what another value of a counting rule would do."""
    before = rule_in(from_year_be, rule)
    this_year = fiscal_year_be(bangkok_date(at))
    bases = [Basis.of(year, at=at) for year in range(from_year_be, this_year + 1)]
    calendar = _calendar_years(from_year_be, at) if rule == Rule.BASELINE_EXCLUDED and bases else []
    found = _years(act, [*bases, *calendar])
    years, calendar_years = found[: len(bases)], found[len(bases) :]
    if value == before:
        return DryRun([_("The rule has this value already: nothing changes.")], years)
    if not bases:
        words = _("It holds from fiscal year %(year)s on. Nothing is counted by it before.")
        return DryRun([words % {"year": from_year_be}])
    if rule == Rule.BASELINE_EXCLUDED:
        return DryRun(_months_in_words(years), years, calendar_years)
    words = {
        Rule.MONTH_CLOSE_DAY: _("Months of fiscal year %(year)s would close on day %(then)s, not %(now)s."),
        Rule.YEAR_CLOSE_DAYS: _(
            "Fiscal year %(year)s would close %(then)s days after 30 September, not %(now)s."
        ),
    }[rule]
    facts = {"year": from_year_be, "now": before, "then": value}
    return DryRun([words % facts, _("No figure changes. What is closed stays closed.")], years)


def _calendar_years(from_year_be: int, at: datetime) -> list[Basis]:
    """Return the calendar years that a rule of fiscal years reaches, from that of its first October."""
    first, last = year_of(fiscal_year_bounds(from_year_be)[0], CALENDAR), year_of(bangkok_date(at), CALENDAR)
    return [Basis.of(year, at=at, kind=CALENDAR) for year in range(first, last + 1)]


def _months_in_words(years: Sequence[YearChange]) -> list[str]:
    months = [month for year in years for month in year.months]
    if not months:
        return [_("No figure of any month changes.")]
    sentence = ngettext("%(n)s month would change.", "%(n)s months would change.", len(months))
    sentences = [sentence % {"n": len(months)}]
    if any(month.is_closed for month in months):
        sentences.append(
            _("Closed months keep their frozen figure; the difference stands beside them as a restatement.")
        )
    return sentences


def try_definition(last: Indicator, act: Act, *, at: datetime) -> DryRun:
    """Say what another wording of a definition would do: figures are counted by the programme's own code."""
    basis = Basis.of(None, at=at)
    figure = count(last.code, basis)
    value = "–" if figure.value is None else f"{figure.value:,.0f}"
    return DryRun(
        [
            _("%(code)s is %(value)s in this year and stays so: only the words change.")
            % {"code": last.code, "value": value},
            _("Version %(n)s is printed beside it from that day on; earlier days keep %(last)s.")
            % {"n": last.version + 1, "last": last.version},
            _("Closed months keep the version by which they were counted."),
        ],
        _years(act, [basis]),
    )


def try_target(
    indicator: str, act: Act, *, year_be: int, comparator: str, value: int | None, at: datetime
) -> DryRun:
    """Say whether the goal would be reached, before and after; a budget beside it changes K11."""
    basis = Basis.of(year_be, at=at)
    people = count_certified(basis) if indicator == IndicatorCode.K1 else count(indicator, basis).value
    old = Target.objects.filter(indicator=indicator, year_be=year_be).first()
    new = Target(indicator=indicator, year_be=year_be, comparator=comparator, value=value)
    counted = people if people is not None else 0
    has_begun = basis.first_day <= bangkok_date(at)
    return DryRun(
        [
            _("Counted in fiscal year %(year)s so far: %(n)s.") % {"year": year_be, "n": f"{counted:,.0f}"},
            _("Goal now: %(now)s. Goal then: %(then)s.")
            % {"now": _goal_words(old, counted), "then": _goal_words(new, counted)},
            _("A goal changes no count. Targets of closed years stay as they were."),
        ],
        _years(act, [basis] if has_begun else []),
    )


def _goal_words(target: Target | None, counted: float) -> str:
    if target is None or target.value is None:
        return _("no target set")
    state = _("reached") if target.is_met_by(counted) else _("not reached")
    return f"{Comparator(target.comparator).label} {target.value:,} ({state})"


def _years(act: Act, bases: Sequence[Basis]) -> list[YearChange]:
    return [year_change(before, after) for before, after in try_out(act, bases)]
