"""One learner's way through the programme, drawn by chance from the story of the village."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from lms.demo.story import texts
from lms.demo.story.clock import later, new_id, some_days
from lms.demo.story.plan import Answered, Decision, Event, LessonSpec, Person, Sent, Watched
from lms.demo.story.villages import Village

PARTS = 60
CLIP_MS = 30_000
MOST_TRIES = 3
SHARE_SECOND_TRACK = 0.35


@dataclass(frozen=True)
class Setting:
    """What surrounds a journey: the village, its lessons by code, its trainer, and the present."""

    village: Village
    lessons: Mapping[str, LessonSpec]
    trainer: str
    officer: str
    now: datetime

    def of_track(self, track: str) -> list[LessonSpec]:
        """Return the lessons of a track in their order."""
        return [lesson for lesson in self.lessons.values() if lesson.track == track]


def learn(person: Person, setting: Setting, rng: Random) -> tuple[str, datetime] | None:
    """Let a person go through the lessons; returns the track and time of their core, or None.

    Events may lie in the future: `cut` takes them away afterwards, with decisions not yet made.
    """
    village = setting.village
    if rng.random() < village.stays_silent:
        return None
    foundation = [lesson for lesson in setting.lessons.values() if lesson.is_foundation]
    tracks = list(village.tracks)
    chosen = rng.choices(tracks, weights=[village.tracks[one] for one in tracks])[0]
    path = foundation + setting.of_track(chosen)
    moment = later(person.joined_at, some_days(2, rng), rng)
    done = _walk(person, path, moment, setting, rng)
    if done is None:
        return None
    if rng.random() < SHARE_SECOND_TRACK:
        others = [track for track in tracks if track != chosen]
        _walk(person, setting.of_track(rng.choice(others)), done, setting, rng)
    return chosen, done


def _walk(
    person: Person, path: Sequence[LessonSpec], moment: datetime, setting: Setting, rng: Random
) -> datetime | None:
    """Take lessons one after another; returns when all were complete, None for who gave up or is stuck."""
    complete = moment
    for lesson in path:
        if rng.random() < setting.village.gives_up_a_lesson:
            return None
        moment = later(moment, some_days(setting.village.days_a_lesson, rng), rng)
        passed = _study(person.events, lesson, moment, setting, rng)
        approved = _practise(person.events, lesson, moment, setting, rng) if passed else None
        if passed is None or (lesson.has_practice and approved is None):
            return None
        complete = max(complete, passed, approved or passed)
    return complete


def _study(
    events: list[Event], lesson: LessonSpec, moment: datetime, setting: Setting, rng: Random
) -> datetime | None:
    seen = PARTS if rng.random() < 0.7 else rng.randrange(8, PARTS)
    events.append(Watched(lesson.code, moment, (1 << seen) - 1, seen * CLIP_MS // PARTS))
    if lesson.quiz is None:
        return moment
    for _ in range(MOST_TRIES):
        moment = moment + timedelta(minutes=rng.randrange(4, 14))
        answers, is_good = answer(lesson.quiz, setting.village.knows_an_answer, rng)
        events.append(Answered(new_id(rng), lesson.code, moment, answers))
        if is_good:
            return moment
        if rng.random() < 0.5:
            moment = later(moment, some_days(1.5, rng), rng)
    return None


def answer(quiz: dict, chance: float, rng: Random) -> tuple[dict[str, object], bool]:
    """Return raw answers to a quiz, each right by chance, and whether they reach the pass mark."""
    answers: dict[str, object] = {}
    score = most = 0
    for question in quiz["questions"]:
        is_right = rng.random() < chance
        answers[question["id"]] = _right(question) if is_right else _wrong(question, rng)
        most += question["points"]
        score += question["points"] if is_right else 0
    return answers, score * 100 >= quiz["pass_percent"] * most


def _right(question: dict) -> object:
    kind, right = question["kind"], question["answer"]
    if kind == "several":
        return list(right)
    if kind == "truefalse":
        return "true" if right else "false"
    return right["value"] if kind == "number" else right[0]


def _wrong(question: dict, rng: Random) -> object:
    kind, right = question["kind"], question["answer"]
    if kind == "truefalse":
        return "false" if right else "true"
    if kind == "number":
        return str(int(float(right["value"])) * 2 + 7)
    others = [option["id"] for option in question["options"] if option["id"] not in right]
    if kind == "single":
        return rng.choice(others)
    return [*right[1:], *others[:1]]


def _practise(
    events: list[Event], lesson: LessonSpec, moment: datetime, setting: Setting, rng: Random
) -> datetime | None:
    """Send work until it is approved; returns when that was, None for work never sent (again)."""
    if not lesson.has_practice:
        return moment
    comes_back = setting.village.work_comes_back
    while True:
        moment = later(moment, some_days(1, rng), rng)
        decided = later(moment, some_days(setting.village.reviewer_days, rng), rng)
        good = rng.random() >= comes_back
        words = rng.choice(texts.PRAISE if good else texts.IMPROVE)
        events.append(
            work(lesson, moment, Decision(good, decided, setting.trainer, words), setting.village, rng)
        )
        if good:
            return decided
        if rng.random() < 0.15:
            return None
        moment, comes_back = decided, comes_back / 3


def work(lesson: LessonSpec, at: datetime, decision: Decision | None, village: Village, rng: Random) -> Sent:
    """Return a delivery that holds everything the lesson's task asks for."""
    names = [f"photo-{rng.randrange(8)}" for _ in range(lesson.photos)]
    names += ["audio"] * lesson.wants_audio + ["video"] * lesson.wants_video
    text = texts.work_text(lesson.code, rng.choice(village.goods), rng) if lesson.wants_text else ""
    return Sent(
        id=new_id(rng),
        lesson=lesson.code,
        at=at,
        text=text,
        ticks=tuple(range(lesson.ticks)),
        files=tuple((new_id(rng), name) for name in names),
        decision=decision,
    )
