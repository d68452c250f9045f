"""Each indicator and its parts, counted a second time from rows: what `indicators` lays beside the screen."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from courses.reports.basis import Basis
from courses.reports.recounting import standing
from courses.reports.recounting.facts import Facts, Sale, day, fiscal, select, thai_day
from courses.reports.recounting.standing import CORE, JOINED, SOLD, Year, home, is_in_place, is_kind, median
from courses.reports.recounting.standing import of_scope as people_of
from courses.reports.scope import Scope as Whom
from lms.geo import region_of

# n, N and what the value is of both; None for a figure that has no value.
Counted = tuple[int | None, int | None, float | None]
NOTHING: Counted = (None, None, None)
# The lines of a figure that has several: n and N by the line's code.
Parts = dict[str, tuple[int, int]]
RIPE_DAYS, ACTIVE_DAYS = 120, 90

SERVICES = """SELECT s.id, s.day, s.operator_id, o.learner_id, o.area_code, s.is_demonstration
  FROM courses_promotionservice s JOIN courses_operator o ON o.id = s.operator_id WHERE s.voided_at IS NULL"""
MARKS = """SELECT a.id, a.granted_on, o.area_code, a.is_demonstration FROM courses_dbdapplication a
  JOIN courses_operator o ON o.id = a.operator_id
  WHERE a.voided_at IS NULL AND a.granted_on IS NOT NULL AND a.renewal_of_id IS NULL"""
READINGS = """SELECT p.id, p.posted_on, c.area_code, p.is_demonstration, r.reach FROM courses_campaignpost p
  JOIN courses_campaign c ON c.id = p.campaign_id JOIN courses_reachreading r ON r.post_id = p.id
  WHERE p.voided_at IS NULL AND c.voided_at IS NULL AND r.screenshot_id IS NOT NULL
  ORDER BY r.read_on, r.id"""
TARGETS = "SELECT year_be, budget_baht FROM courses_target WHERE indicator = 'K1'"


def sales_of(facts: Facts, basis: Basis, whom: Whom, *, any_year: bool = False) -> list[Sale]:
    """Return the sales that count in a year and scope, by the day of the event and what was frozen."""
    year = Year(basis)
    return [
        sale
        for sale in facts.sales.values()
        if sale.is_demonstration == year.demonstration
        and (any_year or (not sale.is_baseline and year.first <= sale.event_on <= year.last))
        and (whom.cohort is None or sale.cohort == whom.cohort)
        and (whom.trainer is None or sale.trainer == whom.trainer)
        and (not whom.track or sale.track == whom.track)
        and is_kind(facts.people[sale.learner], whom, basis.year_be)
        and is_in_place(facts, whom, sale.community)
    ]


def at_home(facts: Facts, basis: Basis, whom: Whom, learners: Iterable[int]) -> int:
    """Count the people of a scope among some, each where a first sale would count."""
    year, found = Year(basis), 0
    for learner in set(learners):
        stays = [
            stay
            for stay in facts.stays.get(learner, ())
            if facts.cohorts[stay.cohort].is_demonstration == year.demonstration
        ]
        core = facts.cores.get(learner)
        if not stays or not is_kind(facts.people[learner], whom, basis.year_be):
            continue
        if whom.track and (core is None or core.track != whom.track):
            continue
        cohort = facts.cohorts[home(facts, year, learner, stays)]
        is_here = whom.cohort in (None, cohort.id) and whom.trainer in (None, cohort.trainer)
        found += is_here and is_in_place(facts, whom, cohort.community)
    return found


def _k1(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    return _count(len(sales_of(facts, basis, whom)))


def _may_count(facts: Facts, learner: int, year_be: int) -> bool:
    person = facts.people[learner]
    return person.merged_into is None and not (person.sold_before and facts.leaves_out(year_be))


def _k1a(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    year = Year(basis)
    return _count(
        at_home(
            facts,
            basis,
            whom,
            (
                learner
                for learner, core in facts.cores.items()
                if year.first <= thai_day(core.reached_at) <= year.last
                and _may_count(facts, learner, fiscal(thai_day(core.reached_at)))
            ),
        )
    )


def waiting(facts: Facts, basis: Basis) -> dict[int, str]:
    """Return who waits with a first sale of the year, each with the month of the sale."""
    year = Year(basis)
    return {
        learner: f"{claim.happened_on:%Y-%m}"
        for learner, claims in facts.claims.items()
        for claim in claims
        if (claim.milestone, claim.state) == ("M6", "pending")
        and year.first <= claim.happened_on <= year.last
        and learner not in facts.sales
        and _may_count(facts, learner, fiscal(claim.happened_on))
        and any(
            facts.cohorts[stay.cohort].is_demonstration == year.demonstration
            for stay in facts.stays.get(learner, ())
        )
    }


def _k1b(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    return _count(at_home(facts, basis, whom, waiting(facts, basis)))


def _is_place(whom: Whom, code: str) -> bool:
    """Tell whether an operator or a campaign, by the code written with it, lies in a scope."""
    if whom.only_rest:
        return code == whom.area
    return not whom.area or region_of(code) == whom.area or code.startswith(whom.area)


def _by_place_only(whom: Whom) -> bool:
    return not (whom.community or whom.cohort or whom.has_filters)


def _k2(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    if not _by_place_only(whom):
        return NOTHING
    year, first = Year(basis), dict[tuple[str, int], str]()
    for _pk, _day, operator, learner, code, _kind in sorted(_rows(facts, year, SERVICES), key=_in_order):
        who = ("outside", operator) if learner is None else ("learner", facts.survivor(learner))
        first.setdefault(who, code)
    return _count(sum(_is_place(whom, code) for code in first.values()))


ORDERS = """SELECT s.id, s.day, o.area_code, s.is_demonstration, s.value_state, s.value_baht
  FROM courses_promotionservice s JOIN courses_operator o ON o.id = s.operator_id
  WHERE s.voided_at IS NULL AND s.outcome = 'order' AND s.country <> 'TH' AND s.value_amount IS NOT NULL"""


def _k2_parts(facts: Facts, basis: Basis, whom: Whom) -> Parts:
    """Count the orders abroad with an amount, and the baht: confirmed, and with those that wait."""
    if not _by_place_only(whom):
        return {}
    told = [row for row in _rows(facts, Year(basis), ORDERS) if _is_place(whom, row[2])]
    sums = {}
    for state in ("confirmed", "waiting"):
        amounts = [Decimal(str(row[5] or 0)) for row in told if row[4] == state]
        sums[state] = len(amounts), int(sum(amounts) + Decimal("0.5"))
    (some, baht), (others, more) = sums["confirmed"], sums["waiting"]
    return {"orders": (some, some + others), "order-baht": (baht, baht + more)}


def _in_order(row: tuple[int, ...]) -> tuple[object, int]:
    return day(row[1]), row[0]


def _k3(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    if not _by_place_only(whom):
        return NOTHING
    return _count(sum(_is_place(whom, row[2]) for row in _rows(facts, Year(basis), MARKS)))


def _reach(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    if not _by_place_only(whom):
        return NOTHING
    latest = {row[0]: row[4] for row in _rows(facts, Year(basis), READINGS) if _is_place(whom, row[2])}
    return _count(sum(latest.values()))


def _rows(facts: Facts, year: Year, statement: str) -> list[tuple[Any, ...]]:
    """Return a ledger's rows of the kind and the days; the day is their second column."""
    if statement not in facts.made:
        facts.made[statement] = select(statement)
    kind = 5 if statement == SERVICES else 3
    return [
        row
        for row in facts.made[statement]
        if bool(row[kind]) == year.demonstration and year.first <= day(row[1]) <= year.last
    ]


def _again(facts: Facts, learner: int, *kinds: str) -> list[date]:
    claims = facts.claims.get(learner, ())
    return [one.happened_on for one in claims if one.milestone in kinds and one.state == "verified"]


def _k4(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    until = Year(basis).day - timedelta(days=RIPE_DAYS)
    ripe = [sale for sale in sales_of(facts, basis, whom) if sale.event_on <= until]
    return _share(sum(standing.sold_again_on(sale, facts.claims) is not None for sale in ripe), len(ripe))


def _k5(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    stages = [one.stage for one in people_of(facts, basis, whom)]
    return _share(sum(stage >= CORE for stage in stages), sum(stage >= JOINED for stage in stages))


def _k6(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    stages = [one.stage for one in people_of(facts, basis, whom)]
    return _share(sum(stage >= SOLD for stage in stages), sum(stage >= CORE for stage in stages))


def days_to_sale(facts: Facts, basis: Basis, whom: Whom) -> tuple[int | None, int]:
    """Return the median days from joining the cohort to the first sale, and of how many people."""
    took: list[tuple[int, int]] = []
    for sale in sales_of(facts, basis, whom):
        for stay in facts.stays.get(sale.learner, ()):
            if stay.cohort == sale.cohort:
                took.append((max((sale.event_on - thai_day(stay.joined_at)).days, 0), 1))
    return median(took), len(took)


def _k7(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    days, people = days_to_sale(facts, basis, whom)
    return people, None, days


AMOUNTS = """SELECT learner_id, happened_on, confirmed_baht FROM courses_claim
  WHERE state = 'verified' AND milestone IN ('M6', 'M7', 'M9', 'K9') AND confirmed_baht IS NOT NULL"""
DECLARED = """SELECT s.learner_id, s.year_be, s.month, s.channel_id, s.amount_baht FROM courses_monthlysales s
  JOIN courses_learner l ON l.id = s.learner_id WHERE l.merged_into_id IS NULL ORDER BY s.sent_at, s.id"""


def _k8(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    year = Year(basis)
    sellers = {sale.learner for sale in sales_of(facts, basis, whom, any_year=True)}
    amounts = [baht for learner, baht in _amounts(year) if learner in sellers]
    if not amounts:
        return NOTHING
    newest: dict[tuple[int, int, int], dict[int | None, Decimal]] = {}
    for learner, year_be, month, channel, baht in select(DECLARED):
        if learner in sellers and year.first.replace(day=1) <= date(year_be - 543, month, 1) <= year.last:
            told = newest.setdefault((learner, year_be, month), {})
            if channel is None:  # of all shops together: takes the place of single ones
                told.clear()
            told.pop(None, None)
            told[channel] = Decimal(str(baht))
    value, declared = sum(amounts), sum(sum(told.values()) for told in newest.values())
    return round(value), round(declared) if declared >= value else None, float(value)


def _amounts(year: Year) -> list[tuple[int, Decimal]]:
    """Return (learner, baht) of each confirmed amount of a year."""
    return [
        (learner, Decimal(str(baht)))
        for learner, on, baht in select(AMOUNTS)
        if year.first <= day(on) <= year.last
    ]


def _k8_parts(facts: Facts, basis: Basis, whom: Whom) -> Parts:
    """Count the sellers of whom an amount was confirmed, of those with a checked sale in the year."""
    year = Year(basis)
    sellers = {sale.learner for sale in sales_of(facts, basis, whom, any_year=True)}
    sold = {
        learner
        for learner in sellers
        if any(year.first <= on <= year.last for on in _again(facts, learner, "M6", "M7", "M9", "K9"))
    }
    some = sellers & {learner for learner, _baht in _amounts(year)}
    return {"people": (len(some), len(sold))} if some else {}


def _k9(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    last = Year(basis).today
    begin = last - timedelta(days=ACTIVE_DAYS)
    return _count(
        sum(
            any(begin <= on <= last for on in (sale.event_on, *_again(facts, sale.learner, "M7", "M9", "K9")))
            for sale in sales_of(facts, basis, whom, any_year=True)
        )
    )


def _k10_parts(facts: Facts, basis: Basis, whom: Whom) -> Parts:
    people = [facts.people[sale.learner] for sale in sales_of(facts, basis, whom)]
    ages = [basis.year_be - one.birth_year_be for one in people if one.birth_year_be is not None]
    groups = {
        "women": sum(one.sex == "female" for one in people),
        "age-60-up": sum(age >= 60 for age in ages),
        "age-under-30": sum(age < 30 for age in ages),
        "education-primary": sum(one.education == "primary" for one in people),
    }
    return {part: (some, len(people)) for part, some in groups.items()} if people else {}


def _k10(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    women, everybody = _k10_parts(facts, basis, whom).get("women", (0, 0))
    return _share(women, everybody)


def _k11(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    if whom != Whom() or not basis.is_fiscal:
        return NOTHING
    budget = next((baht for year, baht in select(TARGETS) if year == basis.year_be), None)
    if budget is None:
        return NOTHING
    people = len(sales_of(facts, basis, whom))
    return budget, people, budget / people if people else None


def _k12(facts: Facts, basis: Basis, whom: Whom) -> Counted:
    year = Year(basis)
    sold = [sale for sale in sales_of(facts, basis, whom) if sale.trainer is not None]
    busy = {
        cohort.trainer
        for cohort in facts.cohorts.values()
        if cohort.trainer is not None
        and cohort.is_demonstration == year.demonstration
        and cohort.starts_on <= year.last
        and cohort.ends_on >= year.first
        and whom.cohort in (None, cohort.id)
        and whom.trainer in (None, cohort.trainer)
        and is_in_place(facts, whom, cohort.community)
    }
    teaching = len(busy | {sale.trainer for sale in sold})
    return len(sold), teaching, len(sold) / teaching if teaching else None


def _count(people: int) -> Counted:
    return people, None, people


def _share(some: int, everybody: int) -> Counted:
    return some, everybody, 100 * some / everybody if everybody else None


RECOUNTS: dict[str, Callable[[Facts, Basis, Whom], Counted]] = {
    "K1": _k1,
    "K1a": _k1a,
    "K1b": _k1b,
    "K2": _k2,
    "K3": _k3,
    "KA": _reach,
    "K4": _k4,
    "K5": _k5,
    "K6": _k6,
    "K7": _k7,
    "K8": _k8,
    "K9": _k9,
    "K10": _k10,
    "K11": _k11,
    "K12": _k12,
}

PARTS: dict[str, Callable[[Facts, Basis, Whom], Parts]] = {
    "K2": _k2_parts,
    "K8": _k8_parts,
    "K10": _k10_parts,
}
