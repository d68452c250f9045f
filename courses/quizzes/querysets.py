"""Which quiz a learner gets, and which one they saw."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from courses.quizzes.errors import NoQuiz

if TYPE_CHECKING:
    from courses.quizzes.models import QuizVersion


class QuizVersionQuerySet(models.QuerySet[Any]):
    """Quiz versions together with their lesson."""

    def current(self) -> "QuizVersionQuerySet":
        """Return the versions that lessons show now."""
        return self.filter(is_current=True)

    def seen(self, lesson_key: UUID, number: int) -> "QuizVersion":
        """Return the version that a learner was shown, current or not. Raises `NoQuiz`."""
        version: QuizVersion | None = (
            self.filter(lesson_id=lesson_key, number=number).select_related("lesson").first()
        )
        if version is None:
            raise NoQuiz
        return version
