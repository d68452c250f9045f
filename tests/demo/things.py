"""A small curriculum with every kind of question and of practice work, for the simulated programme."""

import uuid
from datetime import datetime, timedelta

from courses.catalogue.actions import define_track
from courses.catalogue.facts import LessonFacts
from courses.cohorts import programme
from courses.cohorts.seeds import load_communities
from courses.goals.seeds import seed_targets
from courses.quizzes.actions import publish_lesson
from tests.build import NOON

TRACKS = ("foundation", "online-shop", "short-clips", "live-streaming")
LESSONS = (
    ("F1", "foundation", ["photo", "audio"]),
    ("F2", "foundation", ["text"]),
    ("F3", "foundation", ["checklist", "photo"]),
    ("S1", "online-shop", ["photo_set_3", "text"]),
    ("C1", "short-clips", ["video"]),
    ("L1", "live-streaming", ["text"]),
    ("L2", "live-streaming", []),
)


def words(text: str) -> dict[str, str]:
    return {"th": text, "en": text}


def quiz(key: uuid.UUID) -> dict:
    options = [{"id": name, "text": words(name)} for name in "abcd"]
    common = {"text": words("ถาม"), "why": words("เพราะ"), "points": 1}
    questions = [
        {"kind": "single", "options": options, "answer": ["b"]},
        {"kind": "several", "options": options, "answer": ["a", "c"]},
        {"kind": "truefalse", "answer": True},
        {"kind": "number", "answer": {"value": "200", "tolerance": "0.5"}, "unit": words("บาท")},
    ]
    return {
        "pass_percent": 60,
        "questions": [{"id": str(uuid.uuid5(key, str(n))), **common, **q} for n, q in enumerate(questions)],
    }


def curriculum(at: datetime) -> None:
    for position, code in enumerate(TRACKS, start=1):
        define_track(
            code=code, position=position, title_th=code, title_en=code, is_foundation=code == "foundation"
        )
    for position, (code, track, kinds) in enumerate(LESSONS, start=1):
        key = uuid.uuid5(uuid.NAMESPACE_URL, code)
        facts = LessonFacts(
            key=key,
            code=code,
            track_code=track,
            position=position,
            title_th=f"บทเรียน {code}",
            path_th=f"/{code}/",
            practice_kinds=kinds,
            practice_th="ลองทำ" if kinds else "",
            practice_checklist=[words("หนึ่ง"), words("สอง")] if "checklist" in kinds else [],
        )
        publish_lesson(facts, quiz=quiz(key), at=at)


def place() -> None:
    """Make what stands before the first simulated person: communities, targets, lessons."""
    programme.set_demonstration(True)
    load_communities()
    seed_targets(on=NOON.date())
    curriculum(NOON - timedelta(days=900))
