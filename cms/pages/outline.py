"""The ordered path as the site shows it: live courses, each with its live lessons."""

from dataclasses import dataclass, field

from wagtail.models import Locale

from cms.pages.course import CoursePage
from cms.pages.lesson import LessonPage


@dataclass
class CourseOutline:
    """A course with its lessons in order."""

    page: CoursePage
    lessons: list[LessonPage] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Return how long all lessons of the course take together."""
        return sum(lesson.source.minutes for lesson in self.lessons)


def courses_with_lessons(locale: Locale) -> list[CourseOutline]:
    """Return the live courses of a language in tree order, each with its live lessons."""
    outlines = {
        page.path: CourseOutline(page)
        for page in CoursePage.objects.live().filter(locale=locale).order_by("path")
    }
    lessons = LessonPage.objects.live().filter(locale=locale).defer_streamfields().order_by("path")
    _attach_sources(list(lessons))
    for lesson in lessons:
        outline = outlines.get(lesson.path[: -LessonPage.steplen])
        if outline is not None:
            outline.lessons.append(lesson)
    return list(outlines.values())


def _attach_sources(lessons: list[LessonPage]) -> None:
    """Give each translated lesson the Thai page that holds its facts, in one query for all."""
    keys = [lesson.translation_key for lesson in lessons]
    sources = {
        page.translation_key: page
        for page in LessonPage.objects.sources().filter(translation_key__in=keys).defer_streamfields()
    }
    for lesson in lessons:
        lesson.remember_source(sources.get(lesson.translation_key))
