"""Writing the manifest of one course in one language: what a phone fetches, and how it checks it."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.packs.clips import clip_entry, clips_with_files
from cms.packs.files import fact, shared_files
from cms.pages.course import CoursePage
from cms.pages.lesson import LessonPage
from cms.shared.answers import entry_of
from courses.models import Lesson, QuizVersion, Track
from courses.quizzes.content import canonical_json


@dataclass(frozen=True)
class Page:
    """A page of the pack as everybody sees it."""

    path: str
    html: bytes
    packed_bytes: int

    @classmethod
    def of(cls, page: Any) -> "Page":
        """Read a page from the store of shared pages; rendered now where it is not there yet."""
        entry, _is_kept = entry_of(page)
        return cls(page.path_here, entry.plain, len(entry.packed) or len(entry.plain))

    @property
    def entry(self) -> dict[str, Any]:
        """Return the page's part of the manifest."""
        return fact(self.path, self.html, self.packed_bytes)


def build_manifest(track: Track, language: str) -> dict[str, Any] | None:
    """Return the manifest of a track; None where it has no lesson that is open to everybody.

    Constant queries, and a rendering for each page that nobody has asked for since it changed. A
    lesson without a page in the language is kept with its Thai page.
    """
    lessons = list(Lesson.objects.live().filter(track=track).order_by("position", "code", "key"))
    pages = _pages([lesson.key for lesson in lessons], language)
    lessons = [lesson for lesson in lessons if lesson.key in pages]
    if not lessons:
        return None
    course = _course(track, language)
    extras = [Page.of(course)] if course else []
    quizzes = {
        quiz.lesson_id: quiz
        for quiz in QuizVersion.objects.current().filter(lesson__in=[lesson.key for lesson in lessons])
    }
    clips = clips_with_files(lesson.clip_key for lesson in lessons if lesson.clip_key)
    content = {
        "pack": track.code,
        "language": language,
        "title": track.title_en if language == "en" else track.title_th,
        "lessons": [
            {
                **_lesson(lesson, number, language),
                "page": pages[lesson.key].entry,
                "quiz": _quiz(quizzes.get(lesson.key)),
                "clip": clip_entry(clips.get(lesson.clip_key)) if lesson.clip_key else None,
            }
            for number, lesson in enumerate(lessons, start=1)
        ],
        "pages": [page.entry for page in extras],
        "shared": shared_files(page.html for page in (*pages.values(), *extras)),
    }
    return {**content, "version": hashlib.sha256(canonical_json(content).encode()).hexdigest()}


def _pages(keys: list[UUID], language: str) -> dict[UUID, Page]:
    """Return the live public page of each lesson, in the language where it has one."""
    found: dict[UUID, LessonPage] = {}
    live = LessonPage.objects.live().public().filter(translation_key__in=keys, alias_of__isnull=True)
    for page in live.select_related("locale"):
        if page.translation_key not in found or page.locale.language_code == language:
            found[page.translation_key] = page
    return {key: Page.of(page) for key, page in found.items()}


def _course(track: Track, language: str) -> CoursePage | None:
    thai = CoursePage.objects.sources().live().public().filter(code=track.code).first()
    if thai is None or language == "th":
        return thai
    found: CoursePage | None = thai.in_language(language)
    return found or thai


def _lesson(lesson: Lesson, number: int, language: str) -> dict[str, Any]:
    is_english = language == "en"
    return {
        "key": str(lesson.key),
        "number": number,
        "code": lesson.code,
        "title": (is_english and lesson.title_en) or lesson.title_th,
        "path": (is_english and lesson.path_en) or lesson.path_th,
        "minutes": lesson.minutes,
        "is_required": lesson.is_required,
        "milestone": lesson.milestone_code,
        "text": lesson.search_text,
        "practice": _practice(lesson, is_english),
    }


def _practice(lesson: Lesson, is_english: bool) -> dict[str, Any] | None:
    if not lesson.practice_kinds:
        return None
    language = "en" if is_english else "th"
    return {
        "kinds": lesson.practice_kinds,
        "task": (is_english and lesson.practice_en) or lesson.practice_th,
        "checklist": [item.get(language) or item.get("th", "") for item in lesson.practice_checklist],
    }


def _quiz(version: QuizVersion | None) -> dict[str, Any] | None:
    return {"version": version.sha256, "content": version.content} if version else None


def sizes_of(manifest: dict[str, Any]) -> dict[str, int]:
    """Return how many bytes come over the wire for each choice of clips, and for everything beside them."""
    clips = [lesson["clip"] for lesson in manifest["lessons"] if lesson["clip"]]
    beside = [
        *manifest["pages"],
        *manifest["shared"],
        *(lesson["page"] for lesson in manifest["lessons"]),
        *(clip["cover"] for clip in clips),
        *(track for clip in clips for track in clip["captions"]),
    ]
    sizes = {"shared": sum(one.get("wire", one["bytes"]) for one in beside)}
    for kind in ("audio", "saving", "clear"):
        sizes[kind] = sum(clip["files"][kind]["bytes"] for clip in clips if clip["files"][kind])
    return sizes
