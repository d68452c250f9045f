"""The cohort view: people × lessons × milestones, who needs help first on top.

Rows are joined strings made here: a template needs about 50 ms for 500 × 18 cells, this about 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from itertools import groupby

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.milestones.ladder import CODES, LABELS, Ladder, ladders
from courses.people.models import Learner
from courses.progress.models import WATCHED_PARTS
from courses.reports.attention import CALLS, Need, Standing, need_of
from courses.reports.cohort_facts import (
    CLAIM_RETURNED,
    CLAIM_VERIFIED,
    CLAIM_WAITS,
    COMPLETED,
    MARK_SHIFT,
    MILESTONES,
    PRACTICE_APPROVED,
    QUIZ_PASSED,
    WORK_RETURNED,
    WORK_WAITS,
    Column,
    Person,
    columns,
    people_of,
)
from courses.reports.names import short_name
from lms.dates import bangkok_date

START_DAYS = 7
# Neither a mark nor a bitmap: the lesson was never opened.
NOTHING: tuple[int, int | None] = (0, None)


@dataclass(frozen=True, slots=True)
class Tiles:
    """The five figures above the table. `started_percent` is None while it is too early to say."""

    learners: int
    started_percent: int | None
    shops: int
    counted: int
    to_call: int


@dataclass(frozen=True, slots=True)
class CohortTable:
    """What the cohort page shows."""

    tiles: Tiles
    columns: list[Column]
    tracks: list[tuple[str, int]]
    rows: SafeString


@dataclass(slots=True)
class _Line:
    """A person's row before it is put in order."""

    need: Need
    person: Person
    standing: Standing
    cells: str


def cohort_table(cohort: Cohort, *, at: datetime, with_phones: bool) -> CohortTable:
    """Read and draw a cohort's table in four queries at any size.

    `with_phones` lets a call be made from the table: for those who may know the phone.
    """
    lessons = columns()
    people = people_of(cohort)
    renderer = _Renderer(lessons, people, at=at, with_phones=with_phones)
    renderer.ladders = ladders(
        Learner.objects.filter(enrolments__cohort=cohort, enrolments__left_at__isnull=True),
        known=[person.id for person in people],
    )
    lines = sorted(
        renderer.lines(), key=lambda line: (line.need, -line.standing.quiet_days, line.person.name)
    )
    return CohortTable(
        tiles=_tiles(lines, at),
        columns=lessons,
        tracks=[
            (track, len(list(group))) for track, group in groupby(lessons, key=lambda lesson: lesson.track)
        ],
        # Every name is escaped by the renderer; all else is numbers and our own words.
        rows=mark_safe("".join(map(renderer.row, lines))),  # noqa: S308
    )


def _tiles(lines: Sequence[_Line], at: datetime) -> Tiles:
    """Count the figures above the table from the rows below them, so that they cannot disagree."""
    week = timedelta(days=START_DAYS)
    judged = [line.person for line in lines if line.person.joined_at + week <= at]
    in_time = sum(p.started_at is not None and p.started_at <= p.joined_at + week for p in judged)
    return Tiles(
        learners=len(lines),
        started_percent=round(100 * in_time / len(judged)) if judged else None,
        shops=sum(line.person.claims.get("M4") == CLAIM_VERIFIED for line in lines),
        counted=sum(line.need is Need.COUNTED for line in lines),
        to_call=sum(line.need in CALLS for line in lines),
    )


class _Renderer:
    """Draws rows. Words are looked up once, not once a cell."""

    def __init__(
        self, lessons: Sequence[Column], people: Sequence[Person], *, at: datetime, with_phones: bool
    ):
        self.people = people
        self.today = bangkok_date(at)
        self.with_phones = with_phones
        self.names = _names(people)
        # A learner's address differs in its number only: reversing it 500 times would take 5 ms.
        self.address = reverse("learner", kwargs={"pk": 0}).replace("/0/", "/%d/")
        # Outside the f-strings: xgettext does not look into them.
        mend, passed = escape(_("mend")), escape(_("passed"))
        sent, begun, waits = escape(_("sent")), escape(_("begun")), escape(_("waits"))
        self.blank = '<td class="o"></td>'
        self.mend = f'<td class="x">{mend}</td>'
        # A completed lesson by its mark and one: its mark, or a word where there is no quiz.
        self.done = [f'<td class="d">{passed}</td>', *(f'<td class="d">{n}</td>' for n in range(101))]
        self.sent = f'<td class="w">{sent}</td>'
        self.begun = f'<td class="s">{begun}</td>'
        self.claim_cells = {
            CLAIM_VERIFIED: '<td class="d">✓</td>',
            CLAIM_WAITS: f'<td class="w">{waits}</td>',
            CLAIM_RETURNED: self.mend,
        }
        self.ladders: dict[int, Ladder] = {}
        self.rungs = _rung_cells()
        self.columns = [(column.reference, column.parts) for column in lessons]
        self.chips = _chips()
        self.call = escape(_("Call"))
        self.days = escape(_("%(n)s d")).replace("%(n)s", "%d")
        self.never, self.now = escape(_("never")), escape(_("today"))

    def lines(self) -> list[_Line]:
        """Draw everybody's cells and say what each person needs."""
        return [self._line(person) for person in self.people]

    def _line(self, person: Person) -> _Line:
        standing = Standing(
            quiet_days=max((self.today - bangkok_date(person.last_sign_at)).days, 0),
            is_certified=person.certified_as_baseline is not None,
            is_baseline=bool(person.certified_as_baseline),
        )
        cells = self._lessons(person, standing)
        cells.append('<td class="gap"></td>')
        cells += [self._milestone(person.claims.get(code, 0), standing) for code in MILESTONES]
        return _Line(need_of(standing), person, standing, "".join(cells))

    def _lessons(self, person: Person, standing: Standing) -> list[str]:
        """Draw the lessons of one person. What is completed or untouched, the most, is looked up."""
        marks, work, done, blank = person.lessons, person.work, self.done, self.blank
        cells = []
        for reference, parts in self.columns:
            code, watched = marks.get(reference, NOTHING)
            if code & COMPLETED:
                cells.append(done[code >> MARK_SHIFT])
            elif code or watched is not None or reference in work:
                cells.append(self._open(code, watched or 0, work.get(reference, 0), parts, standing))
            else:
                cells.append(blank)
        return cells

    def _open(self, code: int, watched: int, work: int, parts: int, standing: Standing) -> str:
        """Draw a lesson that is not completed, the state that matters most first."""
        mark = (code >> MARK_SHIFT) - 1
        standing.waiting += work == WORK_WAITS
        if mark >= 0 and not code & QUIZ_PASSED:
            standing.failed += 1
            return f'<td class="x">{mark}</td>'
        if work == WORK_WAITS:
            return self.sent
        if work == WORK_RETURNED:
            standing.returned += 1
            return self.mend
        return self._part(watched, code, parts)

    def _part(self, watched: int, code: int, parts: int) -> str:
        """Draw a lesson under way: the share of its steps that is done."""
        done = watched.bit_count() * 100 // WATCHED_PARTS
        done += 100 * bool(code & QUIZ_PASSED) + 100 * bool(code & PRACTICE_APPROVED)
        percent = min(done // parts, 99)
        return f'<td class="p">{percent}%</td>' if percent else self.begun

    def _milestone(self, state: int, standing: Standing) -> str:
        if state == CLAIM_WAITS:
            standing.waiting += 1
        elif state == CLAIM_RETURNED:
            standing.returned += 1
        return self.claim_cells.get(state, self.blank)

    def row(self, line: _Line) -> str:
        """Draw a whole row: the name with its link, the cells, last seen, what to do."""
        person = line.person
        return (
            f'<tr><th scope="row"><a href="{self.address % person.id}">{self.names[person.id]}</a></th>'
            f"{line.cells}{self._rung(person)}<td>{self._seen(line)}</td>"
            f'<td class="do">{self._chip(line)}</td></tr>\n'
        )

    def _rung(self, person: Person) -> str:
        ladder = self.ladders.get(person.id)
        return self.rungs[ladder.highest if ladder else CODES[0]]

    def _seen(self, line: _Line) -> str:
        if line.person.started_at is None and line.person.last_sign_at == line.person.joined_at:
            return self.never
        days = line.standing.quiet_days
        return self.days % days if days else self.now

    def _chip(self, line: _Line) -> str:
        if line.need in CALLS and self.with_phones and line.person.phone:
            return f'<a class="chip bad" href="tel:{escape(line.person.phone)}">{self.call}</a>'
        chip = self.chips[line.need]
        return chip.replace("%(n)s", str(line.standing.waiting)) if line.standing.waiting else chip


def _rung_cells() -> dict[str, str]:
    """Return a cell for each highest step: its code, its name to hover and to be read out."""
    return {
        code: f'<td class="m {code.lower()}" title="{escape(str(label))}">{code}</td>'
        for code, label in LABELS.items()
    }


def _names(people: Sequence[Person]) -> dict[int, str]:
    """Return each person's short name, or the whole one where two would be called alike."""
    short = {person.id: short_name(person.name) for person in people}
    seen: dict[str, int] = {}
    for name in short.values():
        seen[name] = seen.get(name, 0) + 1
    return {
        person.id: escape(short[person.id] if seen[short[person.id]] == 1 else person.name)
        for person in people
    }


def _chips() -> dict[Need, str]:
    """Return each action as a chip; `%(n)s` stands for how much waits."""
    call, ask = _chip("bad", _("Call")), _chip("warn", _("Ask how it goes"))
    check = _chip("warn", _("To check: %(n)s"))
    return {
        Need.CALL_STUCK: call,
        Need.CALL: call,
        Need.ASK_STUCK: ask,
        Need.ASK: ask,
        Need.CHECK_STUCK: check,
        Need.CHECK: check,
        Need.MEND: _chip("", _("Has something to mend")),
        Need.NOTHING: "",
        Need.SOLD_BEFORE: _chip("", _("Had sold before")),
        Need.COUNTED: _chip("ok", _("Counted")),
    }


def _chip(kind: str, words: str) -> str:
    return f'<span class="chip {kind}">{escape(words)}</span>'
