"""The lessons of this site as a journey needs them: read once from the register."""

from courses.catalogue.facts import practice_needs
from courses.models import Lesson, QuizVersion
from lms.demo.story.plan import LessonSpec


def lesson_specs() -> list[LessonSpec]:
    """Return the live lessons in the order of the path, each with its current quiz."""
    quizzes = dict(QuizVersion.objects.filter(is_current=True).values_list("lesson_id", "content"))
    return [_spec(lesson, quizzes.get(lesson.key)) for lesson in Lesson.objects.live() if lesson.code]


def _spec(lesson: Lesson, quiz: dict | None) -> LessonSpec:
    needs = practice_needs(lesson.practice_kinds)
    return LessonSpec(
        key=lesson.key,
        code=lesson.code,
        track=lesson.track_id,
        is_foundation=lesson.track.is_foundation,
        is_required=lesson.is_required,
        quiz=quiz,
        photos=needs.photos,
        wants_text=needs.text,
        wants_audio=needs.audio,
        wants_video=needs.video,
        ticks=len(lesson.practice_checklist) if needs.checklist else 0,
    )
