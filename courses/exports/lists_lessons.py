"""The list of learners by lessons: one row for each enrolment, one column for each lesson."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exports.columns import Asked, Column, Rows
from courses.exports.lists_people import NAME, PERSON, PLACE, enrolments
from courses.exports.people import Privacy, in_parts
from courses.progress.models import LessonProgress
from courses.reports.cohort_facts import columns

FACTS = (
    "learner_id",
    "learner__public_id",
    "learner__user__name",
    "cohort__community__name_th",
    "cohort__number",
)
HEAD = [PERSON, NAME, PLACE[0], Column("cohort", gettext_lazy("Cohort"), width=10)]
States = dict[tuple[int, UUID], str | int]


def lessons(asked: Asked, snapshot: str) -> Rows:
    """Return whom the reader may see with the best mark of each lesson, «finished» or «begun»."""
    found = columns()
    heads = [
        Column(f"lesson_{number}", f"{one.track} {one.number}: {one.title}")
        for number, one in enumerate(found)
    ]

    def read() -> Iterator[Sequence[Any]]:
        privacy, keys = Privacy(asked, snapshot), [one.key for one in found]
        for part in in_parts(enrolments(asked).values_list(*FACTS)):
            privacy.look([(row[0], row[1]) for row in part])
            states = _states([row[0] for row in part])
            for pk, public_id, name, community, number in part:
                marks = [states.get((pk, key), "") for key in keys]
                yield [public_id, privacy.name(pk, name), community, number, *marks]

    return Rows([*HEAD, *heads], read)


def _states(learners: Sequence[int]) -> States:
    """Return what stands in each cell: one query for so many people."""
    begun, finished = _("begun"), _("finished")
    rows = LessonProgress.objects.filter(learner__in=learners).order_by()
    return {
        (learner, lesson): begun if completed is None else finished if best is None else best
        for learner, lesson, completed, best in rows.values_list(
            "learner_id", "lesson_id", "completed_at", "best_percent"
        )
    }
