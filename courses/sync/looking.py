"""What a batch has to look up, in one plain statement each: every batch asks, and building the same
query anew costs several times what answering it does.
"""

import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from courses.catalogue.models import Lesson
from courses.quizzes.models import QuizVersion
from lms.prepared import Prepared

_lesson = Prepared(lambda: Lesson.objects.filter(key=UUID(int=0)))


def lessons_there(keys: Collection[UUID]) -> set[UUID]:
    """Return those of the keys that a lesson has, withdrawn or not."""
    if not keys:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM courses_lesson WHERE key IN ({_marks(keys)})",  # noqa: S608 - marks only
            [_sent(Lesson._meta.pk, key) for key in keys],
        )
        return {_uuid(key) for (key,) in cursor.fetchall()}


def find_lesson(key: UUID) -> Lesson | None:
    """Return a lesson, withdrawn or not."""
    return _lesson.get(key)


def owners_of(model: type[models.Model], ids: Collection[UUID]) -> dict[UUID, int]:
    """Return which learner has each row of these ids that is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, learner_id FROM {model._meta.db_table} WHERE id IN ({_marks(ids)})",  # noqa: S608 - marks only
            [_sent(model._meta.pk, one) for one in ids],
        )
        return {_uuid(pk): learner for pk, learner in cursor.fetchall()}


def versions_seen(wanted: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], QuizVersion]:
    """Return the quiz versions with these lessons and hashes, current or not, ready for marking."""
    if not wanted:
        return {}
    hashes = {sha256 for _lesson, sha256 in wanted}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, lesson_id, sha256, content FROM courses_quizversion "  # noqa: S608 - marks only
            f"WHERE sha256 IN ({_marks(hashes)})",
            list(hashes),
        )
        rows = cursor.fetchall()
    found = {}
    for pk, lesson, sha256, content in rows:
        key = _uuid(lesson)
        found[key, sha256] = QuizVersion(pk=pk, lesson_id=key, sha256=sha256, content=_read(content))
    return found


# By the text itself: a version never changes, and a hall full of phones answers the same few.
@lru_cache(maxsize=256)
def _read(content: str) -> Any:
    return json.loads(content)


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _sent(field: "models.Field[Any, Any]", value: UUID) -> Any:
    return field.get_db_prep_value(value, connection)


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
