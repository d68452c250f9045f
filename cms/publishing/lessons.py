"""Writing lessons into the register when their pages appear, change, move or go."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from wagtail.models import Page

from cms.pages.lesson import LessonPage
from cms.publishing.clips import ask_for_clip
from cms.publishing.facts import lesson_facts
from cms.publishing.quiz import compile_quiz
from cms.publishing.tracks import register_tracks
from courses.catalogue.errors import UnknownLesson
from courses.progress.settle import settle_cores, settle_lesson
from courses.quizzes.actions import publish_lesson, withdraw_lesson


def register_lessons(keys: Iterable[uuid.UUID], *, at: datetime, without: int | None = None) -> None:
    """Write the live lessons with these keys into the catalogue, with their quiz and their clip.

    The Thai page decides: a key whose Thai page is not live is left alone. `without` is the id of
    a page that is being taken down and must not be read any more.
    """
    keys = list(keys)
    sources = LessonPage.objects.sources().live().filter(translation_key__in=keys)
    pages = list(sources.exclude(pk=without).order_by("path"))
    if not pages:
        return
    english = _english(keys, without)
    positions = register_tracks()
    for page in pages:
        translated = english.get(page.translation_key)
        facts = lesson_facts(page, translated)
        publish_lesson(facts, quiz=compile_quiz(page, translated), at=at)
        settle_lesson(page.translation_key)
        ask_for_clip(page, translated, course_position=positions.get(facts.track_code, 0), at=at)


def withdraw(page: LessonPage, *, at: datetime) -> None:
    """Withdraw the lesson of a Thai page; results and attempts stay as they are.

    Whoever lacked only this lesson has completed the core with it.
    """
    # A page that never got as far as the register has nothing to withdraw.
    with suppress(UnknownLesson):
        withdraw_lesson(page.translation_key, at=at)
        settle_cores()


def register_below(page: Page, *, at: datetime) -> None:
    """Write every live lesson at or below a page again: addresses, order or course have changed."""
    lessons = LessonPage.objects.live().descendant_of(page, inclusive=True)
    register_lessons(set(lessons.values_list("translation_key", flat=True)), at=at)


def _english(keys: list[uuid.UUID], without: int | None) -> dict[uuid.UUID, LessonPage]:
    pages = LessonPage.objects.live().filter(
        translation_key__in=keys, locale__language_code="en", alias_of__isnull=True
    )
    return {page.translation_key: page for page in pages.exclude(pk=without)}
