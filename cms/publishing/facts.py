"""What the register is told of a lesson."""

from typing import Any
from uuid import UUID

from cms.blocks.clip import clip_key_of
from cms.pages.lesson import LessonPage
from cms.publishing.texts import first_value, list_texts, paired_list
from courses.catalogue.facts import LessonFacts
from lms.text import fold


def lesson_facts(thai: LessonPage, english: LessonPage | None) -> LessonFacts:
    """Return the facts of a live lesson; without an English page its English fields stay empty."""
    practice, milestone = first_value(thai, "practice"), first_value(thai, "milestone")
    kinds = practice_kinds(practice)
    asks_checklist = "checklist" in kinds
    return LessonFacts(
        key=thai.translation_key,
        code=thai.code,
        track_code=thai.get_parent().specific.source.code,
        position=_position(thai),
        title_th=thai.title,
        title_en=english.title if english else "",
        minutes=thai.minutes,
        is_required=thai.is_required,
        path_th=thai.path_here,
        path_en=english.path_here if english else "",
        clip_key=_clip_key(thai),
        practice_kinds=kinds,
        practice_th=practice["text"] if practice else "",
        practice_en=_text(english, "practice"),
        practice_checklist=paired_list(thai, english, "checklist", "items") if asks_checklist else [],
        milestone_code=milestone["code"] if milestone else "",
        milestone_th=milestone["text"] if milestone else "",
        milestone_en=_text(english, "milestone"),
        search_text=search_text(thai, english),
    )


def practice_kinds(practice: Any) -> list[str]:
    """Return what a learner sends as the register says it: three photos are «photo_set_3»."""
    if practice is None:
        return []
    photos = practice["photos"] or 1
    named = f"photo_set_{photos}" if photos > 1 else "photo"
    return [named if kind == "photo" else kind for kind in practice["kinds"]]


def search_text(thai: LessonPage, english: LessonPage | None) -> str:
    """Return what a search looks through, folded: course, title, objective, key points, twice."""
    texts: list[str] = []
    for page in filter(None, (thai, english)):
        course = page.get_parent().specific
        texts += [course.title, course.intro, page.title, page.objective]
        texts += [text for _id, text in list_texts(page, "key_points", "points")]
    return fold("\n".join(texts))


def _position(page: LessonPage) -> int:
    """Return the place among the pages of the course, drafts included, so that it rarely moves."""
    return int(page.get_prev_siblings().count()) + 1


def _clip_key(page: LessonPage) -> UUID | None:
    value = first_value(page, "clip")
    return clip_key_of(value, page.translation_key) if value else None


def _text(page: LessonPage | None, kind: str) -> str:
    value = first_value(page, kind)
    return value["text"] if value else ""
