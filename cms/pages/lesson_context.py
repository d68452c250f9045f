"""What a lesson's page shows around its body: place, clip, next lesson, whether it is open."""

from typing import Any

from cms.blocks.clip import clip_key_of
from cms.pages.lesson import LessonPage
from courses.models import Lesson


def lesson_context(page: LessonPage) -> dict[str, Any]:
    """Return the template's facts of a lesson; the same for everybody."""
    source: LessonPage = page.source
    course = page.get_parent().specific if page.path else None
    row = _live_row(page)
    place = row.index(page.pk) + 1 if page.pk in row else len(row) + 1
    clips = page.blocks("clip")
    return {
        "facts": source,
        "key": page.lesson_key,
        # The register knows whether the lesson is open: without it there is nothing to answer or to send.
        "is_open": Lesson.objects.live().filter(key=page.lesson_key).exists(),
        "course": course,
        "place": place,
        "places": max(len(row), place),
        "clip_key": clip_key_of(clips[0].value, page.lesson_key) if clips else None,
        "first_clip_id": clips[0].id if clips else None,
        "has_quiz": bool(source.blocks("quiz")),
        "practice": next(iter(page.blocks("practice")), None),
        "next_lesson": _next(page, row, place),
    }


def _live_row(page: LessonPage) -> list[int]:
    if not page.path:
        return []
    siblings = LessonPage.objects.live().sibling_of(page).order_by("path")
    return list(siblings.values_list("pk", flat=True))


def _next(page: LessonPage, row: list[int], place: int) -> LessonPage | None:
    if place < len(row):
        found: LessonPage | None = LessonPage.objects.defer_streamfields().get(pk=row[place])
        return found
    return None
