"""What would become of each row: somebody new, somebody known, already there, or left out and why.

The key of a person is the phone with the folded name. The dry run and the import itself ask the same
question here, so that what was shown is what happens.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from courses.cohorts.models import Cohort, Enrolment
from courses.imports.lines import Line
from courses.imports.reasons import Reason
from courses.people.models import Learner
from courses.people.names import without_title
from lms.accounts.models import Role, User
from lms.accounts.pins import MOST_PROFILES_ON_A_PHONE
from lms.text import fold

Key = tuple[str, str]
Value = TypeVar("Value", int, str)
# Many values in one IN make SQLite slow and reach its limit.
_AT_ONCE = 500


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    THERE = "there"
    LEFT_OUT = "left-out"


@dataclass(slots=True)
class Verdict:
    """A row with its fate. `learner_id` is whoever it names already."""

    line: Line
    fate: Fate
    learner_id: int | None = None


@dataclass
class Ground:
    """What the register knows about the people of some rows, read in a few queries."""

    known: dict[Key, int] = field(default_factory=dict)
    stopped: set[int] = field(default_factory=set)
    profiles: Counter[str] = field(default_factory=Counter)
    inside: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    mixed: set[int] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    free_seats: int = 0


def key_of(name: str, phone: str) -> Key:
    """Return what tells one person from another in a list."""
    return phone, without_title(fold(name)).replace(" ", "")


def survey(cohort: Cohort, lines: Sequence[Line], *, with_names: bool = True) -> Ground:
    """Read what is known about the people of some rows; `with_names` is for the warnings of a dry run."""
    ground = Ground(free_seats=cohort.seats - cohort.taken_seats())
    _profiles(ground, {line.phone for line in lines if line.problem is None})
    _places(ground, cohort, set(ground.known.values()))
    if not with_names:
        return ground
    here = Enrolment.objects.active().filter(cohort=cohort)
    for name, phone in here.values_list("learner__user__name", "learner__user__phone").iterator():
        ground.names[key_of(name, phone)[1]].add(phone)
    return ground


def judge(lines: Iterable[Line], ground: Ground) -> list[Verdict]:
    """Say what becomes of each row, in their order: an earlier row takes its seat first."""
    judge_of = _Judge(ground)
    return [judge_of.verdict(line) for line in lines]


def _profiles(ground: Ground, phones: set[str]) -> None:
    for some in _batches(phones):
        rows = User.objects.filter(phone__in=some, role=Role.LEARNER).values_list(
            "phone", "name", "is_active", "learner__id", "learner__merged_into"
        )
        for phone, name, is_active, learner, survivor in rows:
            ground.profiles[phone] += is_active
            if learner is None:
                continue
            whose = _survivor(survivor) if survivor else learner
            ground.known[key_of(name, phone)] = whose
            if not is_active and not survivor:
                ground.stopped.add(whose)


def _survivor(learner_id: int) -> int:
    """Return whom a merged profile belongs to in the end."""
    while after := Learner.objects.filter(pk=learner_id).values_list("merged_into", flat=True).first():
        learner_id = after
    return learner_id


def _places(ground: Ground, cohort: Cohort, learners: set[int]) -> None:
    for some in _batches(learners):
        rows = Enrolment.objects.filter(learner_id__in=some).values_list(
            "learner_id", "cohort_id", "left_at", "cohort__is_demonstration"
        )
        for learner, where, left_at, is_demonstration in rows:
            if where == cohort.pk:
                (ground.inside if left_at is None else ground.gone).add(learner)
            elif is_demonstration != cohort.is_demonstration:
                ground.mixed.add(learner)


def _batches(values: Iterable[Value]) -> Iterable[Sequence[Value]]:
    ordered = sorted(values, key=str)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


class _Judge:
    """Goes through rows in order and remembers what earlier ones took."""

    def __init__(self, ground: Ground):
        self.ground = ground
        self.seen: dict[Key, int] = {}
        self.rows_of_name: dict[str, tuple[int, str]] = {}
        self.free = ground.free_seats

    def verdict(self, line: Line) -> Verdict:
        """Return the fate of one row."""
        if line.problem is not None:
            return Verdict(line, Fate.LEFT_OUT)
        key = key_of(line.name, line.phone)
        if key in self.seen:
            line.warnings.append(Reason("twice", "", {"row": self.seen[key]}))
            return Verdict(line, Fate.THERE)
        learner = self.ground.known.get(key)
        if learner in self.ground.inside:
            return Verdict(line, Fate.THERE, learner)
        verdict = self._known(line, learner) if learner else self._new(line)
        if verdict.fate is not Fate.LEFT_OUT:
            self.seen[key] = line.row
        return verdict

    def _known(self, line: Line, learner: int) -> Verdict:
        for code, those in (
            ("has_left", self.ground.gone),
            ("stopped", self.ground.stopped),
            ("mixed", self.ground.mixed),
        ):
            if learner in those:
                return self._out(line, Reason(code))
        verdict = self._seated(Verdict(line, Fate.KNOWN, learner))
        if verdict.fate is Fate.KNOWN:
            self.ground.inside.add(learner)  # the same person may stand below under an older name
        return verdict

    def _new(self, line: Line) -> Verdict:
        if self.ground.profiles[line.phone] >= MOST_PROFILES_ON_A_PHONE:
            return self._out(line, Reason("phone_full", "phone"))
        self._warn_of_twins(line)
        verdict = self._seated(Verdict(line, Fate.NEW))
        self.ground.profiles[line.phone] += verdict.fate is Fate.NEW
        return verdict

    def _warn_of_twins(self, line: Line) -> None:
        """Warn of one name under two phones: in this list, or in the cohort."""
        name = key_of(line.name, line.phone)[1]
        earlier = self.rows_of_name.setdefault(name, (line.row, line.phone))
        if earlier[1] != line.phone:
            line.warnings.append(Reason("other_phone", "phone", {"row": earlier[0]}))
        elif self.ground.names.get(name, set()) - {line.phone}:
            line.warnings.append(Reason("known_other_phone", "phone"))

    def _seated(self, verdict: Verdict) -> Verdict:
        if self.free <= 0:
            return self._out(verdict.line, Reason("no_seat"))
        self.free -= 1
        return verdict

    def _out(self, line: Line, why: Reason) -> Verdict:
        line.problem = why
        return Verdict(line, Fate.LEFT_OUT)
