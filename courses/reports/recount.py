"""The nightly recount: what is kept for speed against the facts that it was made of.

Progress keeps a learner's best mark, first pass and approval beside the attempts and the practice work
that gave them. Architecture decision 7 asks for zero drift: what is behind the facts is brought up to
them, what is ahead of them is a fault that a person must look at, and is logged by its ids.
"""

import logging
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Max, Min, Q

from courses.practice.models import Submission, SubmissionState
from courses.progress.merge import merge_progress
from courses.progress.models import LessonProgress
from courses.progress.settle import settle_everything
from courses.quizzes.models import Attempt

log = logging.getLogger(__name__)


class Facts(NamedTuple):
    """What attempts and practice work say of one learner in one lesson."""

    best_percent: int | None = None
    quiz_passed_at: datetime | None = None
    practice_approved_at: datetime | None = None


class Drift(NamedTuple):
    """How many rows were behind the facts, ahead of them, and how many completions were due."""

    behind: int
    ahead: int
    due: int


def recount(at: datetime) -> Drift:
    """Compare progress with its facts and mend what is behind. `Drift(0, 0, 0)` is how it should be."""
    facts = _facts()
    kept = {
        (row[0], row[1]): Facts(*row[2:])
        for row in LessonProgress.objects.values_list("learner_id", "lesson_id", *Facts._fields).iterator()
    }
    behind = ahead = 0
    for place in facts.keys() | kept.keys():
        said, stored = facts.get(place, Facts()), kept.get(place, Facts())
        if said == stored:
            continue
        merged = merge_progress(*place, **said._asdict())
        if merged is not None and Facts(*(getattr(merged, name) for name in Facts._fields)) == said:
            behind += 1
        else:
            ahead += 1
            log.error("recount: learner %s in lesson %s is ahead of the facts: %s", *place, stored)
    drift = Drift(behind, ahead, settle_everything())
    if any(drift):
        log.warning("recount: %d rows behind, %d ahead, %d completions due", *drift)
    return drift


def _facts() -> dict[tuple[int, object], Facts]:
    """Return what the facts say of every learner and lesson, with two queries."""
    percent = (F("score") * 200 + F("max_score")) / (F("max_score") * 2)
    marks = Attempt.objects.values_list("learner_id", "quiz_version__lesson_id").annotate(
        best=Max(percent), passed=Min("answered_at", filter=Q(is_passed=True))
    )
    approvals = (
        Submission.objects.filter(state=SubmissionState.APPROVED)
        .order_by()
        .values_list("learner_id", "lesson_id")
        .annotate(first=Min("decided_at"))
    )
    facts = {(learner, lesson): Facts(best, passed) for learner, lesson, best, passed in marks.iterator()}
    for learner, lesson, first in approvals.iterator():
        facts[learner, lesson] = facts.get((learner, lesson), Facts())._replace(practice_approved_at=first)
    return facts
