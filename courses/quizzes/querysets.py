"""Which quiz a learner gets, and which one they saw."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from courses.quizzes.errors import NoQuiz
from lms.prepared import Prepared

if TYPE_CHECKING:
    from courses.quizzes.models import QuizVersion


def _version_and_lesson() -> "models.QuerySet[QuizVersion]":
    from courses.quizzes.models import QuizVersion

    return QuizVersion.objects.select_related("lesson").filter(lesson_id=UUID(int=0)).filter(number=0)


_seen = Prepared(_version_and_lesson)


class QuizVersionQuerySet(models.QuerySet[Any]):
    """Quiz versions together with their lesson."""

    def current(self) -> "QuizVersionQuerySet":
        """Return the versions that lessons show now."""
        return self.filter(is_current=True)

    def seen(self, lesson_key: UUID, number: int) -> "QuizVersion":
        """Return the version that a learner was shown, current or not. Raises `NoQuiz`."""
        version = _seen.get(lesson_key, number)
        if version is None:
            raise NoQuiz
        return version
