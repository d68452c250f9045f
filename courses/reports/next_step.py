"""What a learner should do next: one thing, decided from facts alone.

Pure: no database, no clock. `courses.reports.journey` gathers the facts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

# From here on a clip counts as seen, so that the quiz is offered instead of the clip.
SEEN_PERCENT = 80
PENDING, RETURNED, VERIFIED = "pending", "returned", "verified"
SHOP_OPEN, FIRST_CONTENT, FIRST_SALE = "M4", "M5", "M6"


class StepKind(StrEnum):
    """What kind of thing comes next."""

    JOIN = "join"
    MEND_CLAIM = "mend-claim"
    MEND_WORK = "mend-work"
    LESSON = "lesson"
    QUIZ = "quiz"
    PRACTICE = "practice"
    CLAIM = "claim"
    WAIT = "wait"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LessonState:
    """One published lesson as one learner stands in it. Withdrawn lessons are never given here.

    `sent` is the state of the learner's latest practice work: empty, pending, approved or returned.
    """

    key: UUID
    title: str
    track: str
    path: str = ""
    minutes: int = 0
    is_foundation: bool = False
    is_required: bool = True
    has_clip: bool = True
    has_quiz: bool = True
    has_practice: bool = True
    is_opened: bool = False
    watched_percent: int = 0
    best_percent: int | None = None
    quiz_passed: bool = False
    practice_approved: bool = False
    completed: bool = False
    sent: str = ""

    @property
    def is_begun(self) -> bool:
        """Tell whether the learner did anything in it."""
        return self.is_opened or self.completed or bool(self.sent) or self.best_percent is not None


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """All that decides the next step. `milestones` maps a code to the state of its latest claim."""

    is_enrolled: bool
    lessons: Sequence[LessonState] = ()
    milestones: Mapping[str, str] = field(default_factory=dict)
    core_complete: bool = False
    is_certified: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next, with the lesson or milestone that it is about."""

    kind: StepKind
    lesson: LessonState | None = None
    milestone: str = ""


def next_step(facts: JourneyFacts) -> Step:
    """Return the one next step: what came back first, then the path, the milestones, other lessons.

    Whatever waits for the trainer never blocks: the next thing that can be done is offered.
    """
    if not facts.is_enrolled:
        return Step(StepKind.JOIN)
    return next(_steps(facts))


def chosen_track(lessons: Iterable[LessonState]) -> str:
    """Return the track that the learner got furthest in; the first one where none was begun."""
    scores: dict[str, tuple[int, int]] = {}
    for lesson in lessons:
        if not lesson.is_foundation:
            done, begun = scores.get(lesson.track, (0, 0))
            scores[lesson.track] = (done + lesson.completed, begun + lesson.is_begun)
    # max() keeps the first of equals, which is the path's own order.
    return max(scores, key=scores.__getitem__, default="")


def _steps(facts: JourneyFacts) -> Iterator[Step]:
    """Yield what can be done, the most useful first."""
    yield from _returned(facts)
    track = chosen_track(facts.lessons)
    core = [lesson for lesson in facts.lessons if lesson.is_required and _on_core(lesson, track)]
    yield from _lesson_steps(core)
    yield from _milestone_steps(facts)
    yield from _lesson_steps(lesson for lesson in facts.lessons if lesson not in core)
    yield Step(StepKind.WAIT if _anything_waits(facts) else StepKind.DONE)


def _on_core(lesson: LessonState, track: str) -> bool:
    """The core is the foundation and one whole track (programme document, section 3.2)."""
    return lesson.is_foundation or lesson.track == track


def _returned(facts: JourneyFacts) -> Iterator[Step]:
    for code in (FIRST_SALE, FIRST_CONTENT, SHOP_OPEN):
        if facts.milestones.get(code) == RETURNED and not facts.is_certified:
            yield Step(StepKind.MEND_CLAIM, milestone=code)
    for lesson in facts.lessons:
        if lesson.sent == RETURNED and lesson.has_practice and not lesson.practice_approved:
            yield Step(StepKind.MEND_WORK, lesson)


def _lesson_steps(lessons: Iterable[LessonState]) -> Iterator[Step]:
    for lesson in lessons:
        kind = _kind(lesson)
        if kind is not None:
            yield Step(kind, lesson)


def _kind(lesson: LessonState) -> StepKind | None:
    """Return what there is to do in one lesson now; None when it is done or waits for the trainer."""
    if lesson.completed:
        return None
    if not _is_read(lesson):
        return StepKind.LESSON
    if lesson.has_quiz and not lesson.quiz_passed:
        return StepKind.QUIZ
    if lesson.has_practice and not lesson.practice_approved and lesson.sent != PENDING:
        return StepKind.PRACTICE
    return None


def _is_read(lesson: LessonState) -> bool:
    """Tell whether the lesson itself is behind the learner: seen, or answered, or sent already."""
    if lesson.best_percent is not None or lesson.quiz_passed or lesson.sent:
        return True
    return lesson.is_opened and (not lesson.has_clip or lesson.watched_percent >= SEEN_PERCENT)


def _milestone_steps(facts: JourneyFacts) -> Iterator[Step]:
    """A first sale comes after the core and the shop; nothing is asked of who is certified already."""
    if facts.is_certified:
        return
    for code in (SHOP_OPEN, FIRST_CONTENT, FIRST_SALE):
        allowed = code != FIRST_SALE or (
            facts.core_complete and facts.milestones.get(SHOP_OPEN) in (PENDING, VERIFIED)
        )
        if allowed and not facts.milestones.get(code):
            yield Step(StepKind.CLAIM, milestone=code)


def _anything_waits(facts: JourneyFacts) -> bool:
    return PENDING in facts.milestones.values() or any(lesson.sent == PENDING for lesson in facts.lessons)
