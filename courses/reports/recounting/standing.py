"""Where each person stands in a year, worked out person by person (programme document, section 3.4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from courses.reports.basis import Basis
from courses.reports.recounting.facts import Claim, Facts, Person, Sale, Stay, fiscal, thai_day
from courses.reports.scope import Scope as Whom
from lms.geo import region_of

JOINED, BEGAN, CORE, SHOP, CONTENT, EVIDENCE, SOLD, STILL = range(1, 9)
NO_SHOP_DAYS, UNSEEN_DAYS, YOUNG_DAYS = 21, 13, 120
BANDS = {"under-30": (0, 29), "30-44": (30, 44), "45-59": (45, 59), "60-up": (60, 200)}
Sums = Counter[tuple[str, int, int]]


class Standing(NamedTuple):
    """One person of a year: at home in one cohort, at one stage (0: sold before joining).

    `days` holds the day of each mark of their own, in the order of the stages.
    """

    person: Person
    cohort: int
    stage: int
    days: tuple[date | None, ...]
    is_stuck: bool
    is_silent: bool
    trainer: int | None
    track: str


class Year:
    """What a basis says, in plain words; `today` is the last day that can be judged."""

    def __init__(self, basis: Basis) -> None:
        self.first, self.last, self.demonstration = basis.first_day, basis.last_day, basis.demonstration
        self.starts_at, self.ends_at, self.at = basis.starts_at, basis.ends_at, basis.at
        self.year_be, self.is_fiscal = basis.year_be, basis.is_fiscal
        self.day = thai_day(basis.at)
        self.today = min(self.day, self.last)
        # The rule goes by fiscal years; of a calendar year the one that was reached.
        self.rule_year = self.year_be if self.is_fiscal else fiscal(self.today)
        self.key = (self.first, self.last, self.demonstration, self.at)


def standings(facts: Facts, basis: Basis) -> list[Standing]:
    """Return everybody of a year, worked out once."""
    year = Year(basis)
    if ("standings", year.key) not in facts.made:
        found = (_standing(facts, year, person) for person in facts.people.values())
        facts.made["standings", year.key] = [one for one in found if one is not None]
    made: list[Standing] = facts.made["standings", year.key]
    return made


def sale_in(facts: Facts, year: Year, learner: int) -> tuple[Sale | None, bool]:
    """Return the sale that counts in the year, and whether the person counted before it."""
    sale = facts.sales.get(learner)
    if sale is None or sale.is_baseline or sale.is_demonstration != year.demonstration:
        return None, False
    return (sale, False) if year.first <= sale.event_on <= year.last else (None, sale.event_on < year.first)


def _standing(facts: Facts, year: Year, person: Person) -> Standing | None:
    sale, counted_before = sale_in(facts, year, person.id)
    if counted_before or (person.merged_into is not None and sale is None):
        return None
    stays = [stay for stay in facts.stays.get(person.id, []) if _is_here(facts, year, stay)]
    if not stays and sale is None:
        return None
    claims, core = facts.claims.get(person.id, []), facts.cores.get(person.id)
    joined_at = min((stay.joined_at for stay in stays or facts.stays.get(person.id, [])), default=None)
    days, core_at = _marks(facts, year, person.id, sale, joined_at, claims)
    if sale is not None:
        stage, cohort, trainer, track = (
            STILL if days[STILL - 1] else SOLD,
            sale.cohort,
            sale.trainer,
            sale.track,
        )
    else:
        is_beside = person.sold_before and _is_left_out(facts, year, person.id)
        opened = facts.lessons.get(person.id, (None, None))[0]
        began = opened is not None and opened < year.ends_at
        stage = 0 if is_beside else _stage(days, began)
        cohort = home(facts, year, person.id, stays)
        trainer, track = facts.cohorts[cohort].trainer, core.track if core else ""
    is_open = sale is None and stage > 0
    sent_shop = any(one.milestone == "M4" and one.state in ("pending", "verified") for one in claims)
    stuck_since = year.at - timedelta(days=NO_SHOP_DAYS)
    is_stuck = is_open and core_at is not None and core_at < stuck_since and not sent_shop
    is_silent = is_open and _is_silent(facts, year, person.id, stays, joined_at, claims)
    return Standing(person, cohort, stage, days, is_stuck, is_silent, trainer, track)


def _is_left_out(facts: Facts, year: Year, learner: int) -> bool:
    """Tell whether an earlier seller stands beside the funnel: by the rule, or certified so once for ever."""
    sale = facts.sales.get(learner)
    return facts.leaves_out(year.rule_year) or (sale is not None and sale.is_baseline)


def _is_here(facts: Facts, year: Year, stay: Stay) -> bool:
    cohort = facts.cohorts[stay.cohort]
    return (
        cohort.is_demonstration == year.demonstration
        and cohort.ends_on >= year.first
        and stay.joined_at < year.ends_at
        and (stay.left_at is None or stay.left_at >= year.starts_at)
    )


def home(facts: Facts, year: Year, learner: int, stays: Iterable[Stay]) -> int:
    """Return the cohort where a first sale will count: that of the core, else the earliest not left."""
    core = facts.cores.get(learner)
    given = facts.cohorts.get(core.cohort) if core and core.cohort is not None else None
    if given and given.is_demonstration == year.demonstration:
        return given.id
    return min(stays, key=lambda stay: (stay.left_at is not None, stay.joined_at, stay.id)).cohort


def _marks(
    facts: Facts,
    year: Year,
    learner: int,
    sale: Sale | None,
    joined_at: datetime | None,
    claims: list[Claim],
) -> tuple[tuple[date | None, ...], datetime | None]:
    core = facts.cores.get(learner)
    core_at = core.reached_at if core and core.reached_at < year.ends_at else None
    opened = facts.lessons.get(learner, (None, None))[0]
    opened_at = opened if opened and opened < year.ends_at else None

    def proven(milestone: str, until: date) -> date | None:
        on = [c.happened_on for c in claims if c.milestone == milestone and c.state == "verified"]
        return min((one for one in on if one <= until), default=None)

    sent = min((c.sent_at for c in claims if c.milestone == "M6" and c.sent_at < year.ends_at), default=None)
    moments = (joined_at, opened_at, core_at)
    return (
        *(None if one is None else thai_day(one) for one in moments),
        proven("M4", year.last),
        proven("M5", year.last),
        None if sent is None else thai_day(sent),
        sale.event_on if sale else None,
        sold_again_on(sale, facts.claims) if sale else None,
    ), core_at


def sold_again_on(sale: Sale, claims: Mapping[int, list[Claim]]) -> date | None:
    """Return the first checked sale 60 to 120 days after the first one, whatever it was sent for."""
    again = [
        claim.happened_on
        for claim in claims.get(sale.learner, ())
        if claim.state == "verified" and claim.milestone in ("M7", "M9", "K9")
    ]
    return min((day for day in again if 60 <= (day - sale.event_on).days <= 120), default=None)


def _stage(days: tuple[date | None, ...], began: bool) -> int:
    for stage in (EVIDENCE, CONTENT, SHOP, CORE):
        if days[stage - 1] is not None:
            return stage
    return BEGAN if began else JOINED


def _is_silent(
    facts: Facts, year: Year, learner: int, stays: list[Stay], joined_at: datetime | None, claims: list[Claim]
) -> bool:
    since = year.day - timedelta(days=UNSEEN_DAYS)
    if not any(stay.left_at is None and facts.cohorts[stay.cohort].ends_on >= year.day for stay in stays):
        return False
    signs = [joined_at, facts.lessons.get(learner, (None, None))[1], facts.works.get(learner)]
    signs += [claim.sent_at for claim in claims]
    return all(thai_day(sign) < since for sign in signs if sign is not None)


def is_kind(person: Person, whom: Whom, year_be: int) -> bool:
    """Tell whether a person is of the kind that a scope asks for: sex, schooling, age."""
    if whom.sex and person.sex != ("" if whom.sex == "unknown" else whom.sex):
        return False
    if whom.education and person.education != ("" if whom.education == "unknown" else whom.education):
        return False
    if not whom.age:
        return True
    if person.birth_year_be is None or whom.age == "unknown":
        return person.birth_year_be is None and whom.age == "unknown"
    youngest, oldest = BANDS[whom.age]
    return youngest <= year_be - person.birth_year_be <= oldest


def is_in_place(facts: Facts, whom: Whom, community: int) -> bool:
    """Tell whether a community lies in a scope's place."""
    if whom.community is not None:
        return whom.community == community
    code = facts.communities[community].code
    if whom.only_rest:
        return code == whom.area
    return not whom.area or region_of(code) == whom.area or code.startswith(whom.area)


def of_scope(facts: Facts, basis: Basis, whom: Whom) -> list[Standing]:
    """Return the people of a year whom a scope asks for, each where they are at home."""
    return [
        one
        for one in standings(facts, basis)
        if (not whom.track or one.track == whom.track)
        and (whom.trainer is None or one.trainer == whom.trainer)
        and (whom.cohort is None or one.cohort == whom.cohort)
        and is_kind(one.person, whom, basis.year_be)
        and is_in_place(facts, whom, facts.cohorts[one.cohort].community)
    ]


def by_cohort(facts: Facts, basis: Basis, people: Iterable[Standing], mature_days: int) -> dict[int, Sums]:
    """Return the sums of each cohort: ("reached", stage, 0), ("days", stage, n), ("stuck", 0, 0) …"""
    ripe = Year(basis).today - timedelta(days=mature_days)
    lines: dict[int, list[tuple[str, int, int]]] = {}
    for one in people:
        is_young = facts.cohorts[one.cohort].starts_on > ripe
        lines.setdefault(one.cohort, []).extend(_lines(one, is_young))
    return {cohort: Counter(found) for cohort, found in lines.items()}


def _lines(one: Standing, is_young: bool) -> Iterable[tuple[str, int, int]]:
    if not one.stage:
        yield ("baseline", 0, 0)
        return
    before: date | None = None
    for stage in range(JOINED, one.stage + 1):
        on = one.days[stage - 1]
        yield ("reached", stage, 0)
        if on is None:
            yield ("inferred", stage, 0)
        elif before is not None:
            yield ("days", stage, max((on - before).days, 0))
        before = on
    if one.days[SHOP - 1] is not None:
        yield ("shops", 0, 0)
    if one.is_stuck:
        yield ("stuck", 0, 0)
    if one.is_silent:
        yield ("silent", 0, 0)
    if is_young:
        yield ("young", 0, 0)


def median(days: Iterable[tuple[int, int]]) -> int | None:
    """Return the lower median of (days, people)."""
    all_days = sorted(one for one, people in days for _person in range(people))
    return all_days[(len(all_days) - 1) // 2] if all_days else None
