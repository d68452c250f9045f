"""Which lesson a learner goes on with."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import OuterRef, Subquery

from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.progress.models import LessonProgress

T = TypeVar("T")


def ahead_of(path: Sequence[T], place: int) -> list[T]:
    """Return what lies ahead of a place on the path, then what was passed over before it."""
    return [*path[place + 1 :], *path[:place]]


def next_lesson(learner: Learner, after: Lesson) -> Lesson | None:
    """Return the lesson to go on with: the next live one not yet complete, else the first such."""
    done = LessonProgress.objects.filter(learner=learner, lesson=OuterRef("pk"), completed_at__isnull=False)
    path = list(
        Lesson.objects.live()
        .annotate(done_at=Subquery(done.values("completed_at")))
        .order_by("track__position", "position", "code", "key")
    )
    place = next((number for number, lesson in enumerate(path) if lesson.key == after.key), -1)
    ahead = ahead_of(path, place) if place >= 0 else path
    return next((lesson for lesson in ahead if lesson.done_at is None), None)
