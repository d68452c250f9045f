"""Core complete (M3): the foundation and one whole track (programme document, section 3.2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from courses.catalogue.models import Lesson
from courses.cohorts.models import Cohort, Enrolment
from courses.people.models import Learner
from courses.progress.models import CoreCompletion, LessonProgress


class RequiredLesson(NamedTuple):
    """A required lesson on the path and when one learner completed it."""

    track_code: str
    is_foundation: bool
    track_position: int
    completed_at: datetime | None


class Core(NamedTuple):
    """The track that completed the core, and when."""

    track_code: str
    reached_at: datetime


def core_reached(lessons: Iterable[RequiredLesson]) -> Core | None:
    """Return the track with which a learner completed the core first, or None.

    `lessons` are the required live lessons of the path: withdrawn and optional ones block nobody. A
    track without any required lesson completes nothing. Of tracks completed at the same moment the
    first on the path is taken.
    """
    foundation: list[datetime | None] = []
    tracks: dict[tuple[int, str], list[datetime | None]] = {}
    for lesson in lessons:
        if lesson.is_foundation:
            foundation.append(lesson.completed_at)
        else:
            tracks.setdefault((lesson.track_position, lesson.track_code), []).append(lesson.completed_at)
    done = [
        (max(moments), position, code)
        for (position, code), times in tracks.items()
        if len(moments := [moment for moment in (*foundation, *times) if moment])
        == len(foundation) + len(times)
    ]
    if not done:
        return None
    reached_at, _position, code = min(done)
    return Core(code, reached_at)


def note_core_completion(learner: Learner) -> CoreCompletion | None:
    """Write down that a learner completed the core, if they have and it was not written before.

    What a phone did earlier may arrive later: then the moment moves back to when the core was really
    complete, so that the order of arrival decides nothing. It never moves forward, and a certification
    keeps what it copied. One query where there is nothing to do. The cohort is a snapshot: see
    `cohort_at`. Returns what was written, None where nothing was.
    """
    done = LessonProgress.objects.filter(learner=learner, lesson=OuterRef("pk"))
    noted = CoreCompletion.objects.filter(learner=learner)
    rows = list(
        Lesson.objects.filter(withdrawn_at__isnull=True, is_required=True)
        .order_by("track__position")
        .annotate(done_at=Subquery(done.values("completed_at")))
        .annotate(
            noted_at=Subquery(noted.values("reached_at")),
            noted_place=Subquery(noted.values("track__position")),
        )
        .values_list(
            "track_id", "track__is_foundation", "track__position", "done_at", "noted_at", "noted_place"
        )
    )
    core = core_reached(RequiredLesson(*row[:4]) for row in rows)
    if core is None:
        return None
    noted_at, noted_place = rows[0][4:]
    if noted_at is not None:
        place = next(row[2] for row in rows if row[0] == core.track_code)
        if (core.reached_at, place) >= (noted_at, noted_place):
            return None
        noted.update(
            track_id=core.track_code, cohort=cohort_at(learner, core.reached_at), reached_at=core.reached_at
        )
        return noted.get()
    completion = CoreCompletion(
        learner=learner,
        track_id=core.track_code,
        cohort=cohort_at(learner, core.reached_at),
        reached_at=core.reached_at,
    )
    CoreCompletion.objects.bulk_create([completion], ignore_conflicts=True)
    return completion


def cohort_at(learner: Learner, moment: datetime) -> Cohort | None:
    """Return the cohort whose enrolment gave what a learner reached at a moment.

    That is the cohort they were enrolled in then; of several the one joined first. Whoever was in
    none then (work arrived after the course) counts for the one they left last; None without any.
    """
    enrolments = (
        Enrolment.objects.filter(learner=learner).select_related("cohort").order_by("joined_at", "id")
    )
    rows = list(enrolments)
    then = [row for row in rows if row.joined_at <= moment and (row.left_at is None or row.left_at > moment)]
    if then:
        return then[0].cohort
    latest = max(rows, key=lambda row: (row.left_at is None, row.left_at or row.joined_at), default=None)
    return latest.cohort if latest else None
