"""One learner's way, read once: what the home page and the learner's page at the desk show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from courses.catalogue.models import Lesson
from courses.cohorts.models import Enrolment
from courses.milestones.models import Certification, Claim, ClaimState
from courses.people.models import Learner
from courses.practice.models import Submission, SubmissionState
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import QuizVersion
from courses.reports.next_step import JourneyFacts, LessonState


@dataclass(frozen=True)
class Journey:
    """Everything about one learner that the pages need, in seven queries at any size."""

    learner: Learner
    enrolment: Enrolment | None
    lessons: list[LessonState]
    clip_keys: Mapping[UUID, UUID]
    track_titles: Mapping[str, str]
    submissions: list[Submission]
    claims: list[Claim]
    core: CoreCompletion | None
    certification: Certification | None
    last_seen_at: datetime | None

    @property
    def facts(self) -> JourneyFacts:
        """Return what decides the next step."""
        return JourneyFacts(
            is_enrolled=self.enrolment is not None,
            lessons=self.lessons,
            milestones=_milestones(self.claims),
            core_complete=self.core is not None,
            is_certified=self.certification is not None,
        )


def journey_of(learner: Learner) -> Journey:
    """Read one learner's way. Work and claims are in the order in which they were sent."""
    progress = {row.lesson_id: row for row in LessonProgress.objects.filter(learner=learner)}
    submissions = list(
        Submission.objects.filter(learner=learner).select_related("lesson", "decided_by").order_by("sent_at")
    )
    lessons = list(_live_lessons())
    sent = {work.lesson_id: work.state for work in submissions if work.state != SubmissionState.REPLACED}
    return Journey(
        learner=learner,
        enrolment=current_enrolment(learner),
        lessons=[_state(lesson, progress.get(lesson.key), sent.get(lesson.key, "")) for lesson in lessons],
        clip_keys={lesson.key: lesson.clip_key for lesson in lessons if lesson.clip_key},
        track_titles={lesson.track.code: lesson.track.title for lesson in lessons},
        submissions=submissions,
        claims=list(
            Claim.objects.filter(learner=learner).select_related("decided_by", "shop").order_by("sent_at")
        ),
        core=CoreCompletion.objects.filter(learner=learner).select_related("track").first(),
        certification=Certification.objects.live().filter(learner=learner).first(),
        last_seen_at=_latest(progress.values(), submissions),
    )


def current_enrolment(learner: Learner) -> Enrolment | None:
    """Return the learner's active enrolment, the latest where there are several."""
    mine = Enrolment.objects.active().filter(learner=learner)
    return mine.select_related("cohort__community", "cohort__trainer").order_by("-joined_at", "-pk").first()


def _live_lessons() -> Iterable[Any]:
    """Return the published lessons in the order of the path, knowing which have a quiz."""
    quiz = QuizVersion.objects.filter(lesson_id=OuterRef("pk"), is_current=True)
    return (
        Lesson.objects.live()
        .annotate(has_quiz=Exists(quiz))
        .defer("search_text", "practice_th", "practice_en")
    )


def _state(lesson: Any, row: LessonProgress | None, sent: str) -> LessonState:
    """Put a lesson and the learner's row in it together."""
    return LessonState(
        key=lesson.key,
        title=lesson.title,
        track=lesson.track_id,
        path=lesson.path,
        minutes=lesson.minutes,
        is_foundation=lesson.track.is_foundation,
        is_required=lesson.is_required,
        has_clip=lesson.clip_key is not None,
        has_quiz=lesson.has_quiz,
        has_practice=lesson.has_practice,
        sent=sent,
        is_opened=row is not None and row.opened_at is not None,
        watched_percent=row.watched_percent if row else 0,
        best_percent=row.best_percent if row else None,
        quiz_passed=row is not None and row.quiz_passed_at is not None,
        practice_approved=row is not None and row.practice_approved_at is not None,
        completed=row is not None and row.completed_at is not None,
    )


def _milestones(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the state of each milestone: that of its latest claim, but verified stays verified."""
    states: dict[str, str] = {}
    for claim in claims:
        if claim.state != ClaimState.REPLACED and states.get(claim.milestone) != ClaimState.VERIFIED:
            states[claim.milestone] = claim.state
    return states


def _latest(progress: Iterable[LessonProgress], submissions: Iterable[Submission]) -> datetime | None:
    """Return when the learner was last seen learning or sending work."""
    seen = [row.last_seen_at for row in progress if row.last_seen_at]
    return max([*seen, *(work.sent_at for work in submissions)], default=None)
