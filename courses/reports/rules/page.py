"""What the page of rules shows: every version of everything that decides what counts, who made it and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.audit.models import AuditEntry, Verb
from courses.goals.errors import BadVersion
from courses.goals.models import Indicator, IndicatorCode, Target
from courses.milestones.counting_rules import DEFAULTS, CountingRule, Rule
from courses.milestones.kinds import Proof
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.rules import first_rule
from courses.reports.months.calendar import month_is_closed, year_closes_on
from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds

MOST_YEARS = 6
MOST_ACTS = 30


@dataclass(frozen=True)
class EvidenceVersion:
    """One version of the rule of evidence; `is_first` is that of the programme document."""

    rule: EvidenceRule
    strong: list[str | Promise]
    weak: list[str | Promise]
    is_first: bool
    is_now: bool


@dataclass(frozen=True)
class Counting:
    """One counting rule with its versions, newest first; before the oldest the default holds."""

    name: Rule
    label: str | Promise
    default: str
    rows: list[tuple[CountingRule, str]]


@dataclass(frozen=True)
class Defined:
    """One indicator with all versions of its definition, newest first, the one in force named."""

    code: str
    versions: list[Indicator]
    now: Indicator | None


@dataclass(frozen=True)
class RulesPage:
    """Everything that decides what counts."""

    evidence: list[EvidenceVersion]
    counting: list[Counting]
    definitions: list[Defined]
    targets: list[tuple[int, list[Target]]]
    acts: list[tuple[AuditEntry, str]]
    year_be: int


def rules_page(*, at: datetime) -> RulesPage:
    """Read all rules with all their versions: the same five queries however many there are."""
    today = bangkok_date(at)
    return RulesPage(
        evidence=_evidence(at),
        counting=_counting(),
        definitions=_definitions(at),
        targets=_targets(),
        acts=_acts(),
        year_be=fiscal_year_be(today),
    )


def first_open_year(at: datetime) -> int:
    """Return the earliest fiscal year whose closing day is not over."""
    this_year = fiscal_year_be(bangkok_date(at))
    return this_year - 1 if bangkok_date(at) <= year_closes_on(this_year - 1) else this_year


def require_open_day(day: date, *, at: datetime) -> None:
    """Raise `BadVersion` for a day of a closed month or year: what was counted keeps its definition."""
    first, _last = fiscal_year_bounds(first_open_year(at))
    if day < first or month_is_closed(day):
        raise BadVersion(
            _("A closed year or month keeps its rule. Choose a later day."), field="effective_from"
        )


def value_words(name: str, value: int) -> str:
    """Write the value of a counting rule: yes or no for the one about earlier sellers."""
    if name == Rule.BASELINE_EXCLUDED:
        return _("Yes") if value else _("No")
    return str(value)


def _evidence(at: datetime) -> list[EvidenceVersion]:
    rows = list(EvidenceRule.objects.select_related("made_by").order_by("-effective_on"))
    today = bangkok_date(at)
    now = next((row for row in rows if row.effective_on <= today), None)
    found = [_version(row, is_first=False, is_now=row is now) for row in rows]
    return [*found, _version(first_rule(), is_first=True, is_now=now is None)]


def _version(rule: EvidenceRule, *, is_first: bool, is_now: bool) -> EvidenceVersion:
    return EvidenceVersion(rule, _labels(rule.strong), _labels(rule.weak), is_first, is_now)


def _labels(codes: Sequence[str]) -> list[str | Promise]:
    return [Proof(code).label for code in codes]


def _counting() -> list[Counting]:
    rows = list(CountingRule.objects.select_related("decided_by").order_by("-from_year_be", "-pk"))
    return [
        Counting(
            name=rule,
            label=rule.label,
            default=value_words(rule, DEFAULTS[rule]),
            rows=[(row, value_words(rule, row.value)) for row in rows if row.name == rule],
        )
        for rule in Rule
    ]


def _definitions(at: datetime) -> list[Defined]:
    rows = list(Indicator.objects.with_ends().select_related("made_by").order_by("-effective_from"))
    today, found = bangkok_date(at), []
    for code in IndicatorCode.values:
        versions = [row for row in rows if row.code == code]
        now = next((row for row in versions if row.effective_from <= today), None)
        if versions:
            found.append(Defined(code, versions, now))
    return found


def _targets() -> list[tuple[int, list[Target]]]:
    years: dict[int, list[Target]] = {}
    for row in Target.objects.order_by("-year_be", "indicator"):
        years.setdefault(row.year_be, []).append(row)
    return list(years.items())[:MOST_YEARS]


def _acts() -> list[tuple[AuditEntry, str]]:
    """Return who set a target to what, newest first."""
    rows = AuditEntry.objects.filter(verb=Verb.CHANGED, subject_kind="target").select_related("by")
    return [
        (row, "{indicator} {year_be}: {before} → {value}".format_map(_Shown(row.details)))
        for row in rows.order_by("-at", "-pk")[:MOST_ACTS]
    ]


class _Shown(dict[str, object]):
    """The details of an act; what is not there is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"
