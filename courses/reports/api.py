"""What a shared lesson page asks for one learner."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from ninja import Router, Schema

from courses.access import learner_session
from courses.catalogue.errors import UnknownLesson
from courses.people.models import Learner
from courses.progress.models import LessonProgress
from courses.reports.lesson_state import NextLesson, standing

router = Router(tags=["me"])


class MyLesson(Schema):
    """One learner's state of one lesson. `practice_state`: empty, pending, approved or returned."""

    watched_percent: int
    furthest_ms: int
    best_percent: int | None
    quiz_passed: bool
    practice_state: str
    completed: bool


class MyNextLesson(Schema):
    """The lesson to go on with, in the language asked for."""

    key: UUID
    title: str
    path: str


class MyLessonAnswer(Schema):
    """Who is signed in, their state of the lesson and what comes next."""

    profile: UUID
    name: str
    language: str
    lesson: MyLesson
    next: MyNextLesson | None


@router.get("/me/lessons/{uuid:key}", auth=learner_session, response=MyLessonAnswer, url_name="my-lesson")
def my_lesson(request: HttpRequest, key: UUID) -> JsonResponse:
    """Answer with the signed-in learner's state of a lesson; `?lang=en` speaks English.

    At most three queries: session, profile, state. Built without a second check of our own figures,
    because every view of every lesson asks it.
    """
    learner: Learner = request.auth  # type: ignore[attr-defined]
    found = standing(learner, key)
    if found is None:
        raise UnknownLesson
    language = get_language() or "th"
    answer = {
        "profile": str(learner.public_id),
        "name": learner.user.get_short_name(),
        "language": language,
        "lesson": found.lesson._asdict(),
        "next": _next(found.next, language),
    }
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


class MyLessons(Schema):
    """The lessons that a learner completed, and those begun and not completed yet."""

    done: list[UUID]
    begun: list[UUID]


@router.get("/me/lessons", auth=learner_session, response=MyLessons, url_name="my-lessons")
def my_lessons(request: HttpRequest) -> JsonResponse:
    """Answer with what the signed-in learner has done, for marks in lists of lessons: one query."""
    learner: Learner = request.auth  # type: ignore[attr-defined]
    rows = LessonProgress.objects.filter(learner=learner).values_list("lesson_id", "completed_at")
    lists: dict[str, list[str]] = {"done": [], "begun": []}
    for key, completed_at in rows:
        lists["begun" if completed_at is None else "done"].append(str(key))
    return JsonResponse(lists, headers={"Cache-Control": "private, no-store"})


def _next(lesson: NextLesson | None, language: str) -> dict[str, str] | None:
    if lesson is None:
        return None
    english = language == "en"
    return {
        "key": str(lesson.key),
        "title": (lesson.title_en if english else "") or lesson.title_th,
        "path": (lesson.path_en if english else "") or lesson.path_th,
    }
