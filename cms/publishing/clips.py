"""Asking the film room for the clip that is composed from a lesson's key points."""

from datetime import datetime
from typing import Any

from cms.blocks.clip import COMPOSED, composed_key
from cms.pages.lesson import LessonPage
from cms.publishing.texts import first_value, list_texts
from media.actions import request_clip

# The first lesson of the first course is made first; the others follow in the order of the path.
# 49 is the most urgent that the film room knows.
FIRST_PRIORITY, LESSONS_A_COURSE = 49, 8


def ask_for_clip(thai: LessonPage, english: LessonPage | None, *, course_position: int, at: datetime) -> None:
    """Ask for the lesson's composed clip; asking again for the same text changes nothing."""
    clip = first_value(thai, "clip")
    if clip is None or clip["source"] != COMPOSED:
        return
    place = int(thai.get_prev_siblings().count())
    request_clip(
        composed_key(thai.translation_key),
        title=thai.title,
        script=clip_script(thai, english),
        priority=FIRST_PRIORITY - LESSONS_A_COURSE * (course_position - 1) - place,
        at=at,
    )


def clip_script(thai: LessonPage, english: LessonPage | None) -> dict[str, Any]:
    """Return what the clip is composed from: pictures in Thai, captions in both languages."""
    points = _points(thai)
    return {
        "language": "th",
        "title": thai.title,
        "subtitle": thai.get_parent().title,
        "points": points,
        "captions": {
            "th": [thai.title, *points],
            "en": [english.title, *_points(english)] if english else [],
        },
    }


def _points(page: LessonPage) -> list[str]:
    return [text for _id, text in list_texts(page, "key_points", "points")]
