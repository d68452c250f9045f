"""Creating the site's pages from the curriculum: once each, never over an editor's work."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.curriculum import data
from cms.curriculum.blocks import lesson_body
from cms.curriculum.ids import block_id, lesson_key, page_key
from cms.models import CourseIndexPage, CoursePage, HomePage, LessonPage, StandardPage
from cms.publishing.lessons import register_lessons
from cms.publishing.tracks import register_tracks
from cms.shared.shelf import shelf
from cms.shared.store import forget_pages
from courses.models import Lesson, Track

LANGUAGES = ("th", "en")


@dataclass
class Loaded:
    """What a run created, by the kind of page."""

    pages: list[Page] = field(default_factory=list)

    def note(self, page: Page) -> None:
        """Note one more page."""
        self.pages.append(page)

    @property
    def made(self) -> Counter[str]:
        """Return how many pages of each kind were created."""
        return Counter(type(page).__name__ for page in self.pages)

    def lesson_keys(self) -> set[UUID]:
        """Return the keys of the lessons that were created, in either language."""
        return {page.translation_key for page in self.pages if isinstance(page, LessonPage)}


@transaction.atomic
def load_curriculum(*, at: datetime) -> Loaded:
    """Create what is missing of the curriculum: site, both trees, courses, lessons, pages of text.

    What exists is left as it is, and a lesson or course that an editor deleted stays deleted:
    the register still knows it. So a second run changes nothing.
    """
    loaded = Loaded()
    site = data.site()
    homes = {language: _home(language, site["home"], loaded) for language in LANGUAGES}
    _site(homes[settings.LANGUAGE_CODE])
    for language in LANGUAGES:
        _standard_pages(homes[language], site["pages"], language, loaded)
    indexes = {language: _index(homes[language], site["index"], language, loaded) for language in LANGUAGES}
    known = set(Track.objects.values_list("pk", flat=True))
    for course in site["courses"]:
        _course(course, indexes, known, loaded)
    if loaded.pages:
        # Once for all pages: publishing them one by one would write each lesson twice.
        register_tracks()
        register_lessons(loaded.lesson_keys(), at=at)
        forget_pages()
        transaction.on_commit(shelf.clear)
    return loaded


def _course(course: dict[str, Any], indexes: dict[str, Page], tracks: set[str], loaded: Loaded) -> None:
    key = page_key(f"course/{course['code']}")
    pages: dict[str, Page] = {}
    for language in LANGUAGES:
        found = _existing(CoursePage, key, language)
        if found is None and course["code"] in tracks:
            return
        pages[language] = found or _create(indexes[language], _course_page(course, key, language), loaded)
    published = set(Lesson.objects.values_list("pk", flat=True))
    for lesson in data.lessons():
        if lesson["track"] == course["code"] and lesson_key(lesson["id"]) not in published:
            _lesson(lesson, pages, loaded)


def _course_page(course: dict[str, Any], key: Any, language: str) -> CoursePage:
    return CoursePage(
        title=course["title"][language],
        slug=course["code"],
        # The code stands on the Thai page only, for both languages.
        code=course["code"] if language == settings.LANGUAGE_CODE else "",
        is_foundation=course.get("is_foundation", False),
        icon=course["icon"],
        summary=course["summary"][language],
        intro=course["intro"][language],
        translation_key=key,
        locale=_locale(language),
    )


def _lesson(lesson: dict[str, Any], courses: dict[str, Page], loaded: Loaded) -> None:
    key = lesson_key(lesson["id"])
    for language in LANGUAGES:
        if _existing(LessonPage, key, language) is None:
            _create(courses[language], _lesson_page(lesson, key, language), loaded)


def _lesson_page(lesson: dict[str, Any], key: Any, language: str) -> LessonPage:
    checked = lesson.get("checked_on")
    return LessonPage(
        title=lesson["title"][language],
        slug=lesson["slug"],
        code=lesson["id"] if language == settings.LANGUAGE_CODE else "",
        objective=lesson["objective"][language],
        minutes=lesson["minutes"],
        is_required=lesson["required"],
        needs_officer=lesson["review"] == "legal-th",
        checked_on=date.fromisoformat(checked) if checked else None,
        body=json.dumps(lesson_body(lesson, language)),
        translation_key=key,
        locale=_locale(language),
    )


def _home(language: str, words: dict[str, Any], loaded: Loaded) -> Page:
    key = page_key("home")
    found = _existing(HomePage, key, language)
    if found is not None:
        return found
    page = HomePage(
        title=words["title"][language],
        slug="home" if language == settings.LANGUAGE_CODE else f"home-{language}",
        headline=words["headline"][language],
        promise=words["promise"][language],
        translation_key=key,
        locale=_locale(language),
    )
    return _create(empty_root(), page, loaded)


def empty_root() -> Page:
    """Return the tree's root without the page "Welcome to your new Wagtail site" of Wagtail's migration."""
    root = Page.objects.filter(depth=1).first()
    if root is None:
        root = Page.add_root(title="Root", slug="root", locale=_locale(settings.LANGUAGE_CODE))
    welcome = root.get_children().filter(slug="home", content_type__model="page").first()
    if welcome is not None and not welcome.get_children().exists():
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        root.refresh_from_db()
    return root


def _site(home: Page) -> None:
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME
        )


def _index(home: Page, words: dict[str, Any], language: str, loaded: Loaded) -> Page:
    key = page_key("lessons")
    page = CourseIndexPage(
        title=words["title"][language],
        slug="lessons",
        intro=words["intro"][language],
        translation_key=key,
        locale=_locale(language),
    )
    return _existing(CourseIndexPage, key, language) or _create(home, page, loaded)


def _standard_pages(home: Page, pages: list[dict[str, Any]], language: str, loaded: Loaded) -> None:
    for words in pages:
        key = page_key(f"page/{words['slug']}")
        if _existing(StandardPage, key, language) is None:
            block = {"type": "text", "value": words["body"][language], "id": block_id(words["slug"], "text")}
            page = StandardPage(
                title=words["title"][language],
                slug=words["slug"],
                body=json.dumps([block]),
                translation_key=key,
                locale=_locale(language),
            )
            _create(home, page, loaded)


def _existing(model: type[Page], key: Any, language: str) -> Page | None:
    pages = model.objects.filter(translation_key=key, locale__language_code=language)
    found: Page | None = pages.first()
    return found


def _create(parent: Page, page: Page, loaded: Loaded) -> Page:
    """Put a published page with its first revision below its parent; `load_curriculum` tells the register."""
    page.live = True
    parent.add_child(instance=page)
    revision = page.save_revision(changed=False, clean=False)
    published = {
        "live_revision": revision,
        "first_published_at": revision.created_at,
        "last_published_at": revision.created_at,
    }
    Page.objects.filter(pk=page.pk).update(**published)
    for name, value in published.items():
        setattr(page, name, value)
    loaded.note(page)
    return page


def _locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]
