"""Practice work as people see it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import get_language

from courses.catalogue.models import Lesson
from courses.practice.models import SubmissionFile
from media.models import FileKind, StoredFile


class Step(NamedTuple):
    """One item of a task's checklist, in the page's language."""

    number: int
    text: str
    is_ticked: bool


def checklist_of(lesson: Lesson, ticks: Sequence[int]) -> list[Step]:
    """Return the steps of a lesson's checklist with their ticks; Thai where there is no English text."""
    english = get_language() == "en"
    return [
        Step(number, (item.get("en", "") if english else "") or item.get("th", ""), number in ticks)
        for number, item in enumerate(lesson.practice_checklist)
    ]


class ShownFiles(NamedTuple):
    """The files of one piece of work, by kind."""

    photos: list[StoredFile]
    sounds: list[StoredFile]
    clips: list[StoredFile]


def files_of(rows: Iterable[SubmissionFile]) -> ShownFiles:
    """Sort the files of a piece of work by what shows or plays them."""
    stored = [row.stored_file for row in rows]
    kinds = (FileKind.PHOTO, FileKind.AUDIO, FileKind.VIDEO)
    return ShownFiles(*([file for file in stored if file.kind == kind] for kind in kinds))
