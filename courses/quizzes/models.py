"""Immutable quiz versions and the answers given to them."""

from django.db import models
from django.db.models import F, Q

from courses.quizzes.querysets import QuizVersionQuerySet


class QuizVersion(models.Model):
    """What a learner was asked: the compiled quiz of a lesson, never changed once written.

    `content` is canonical JSON, see `courses.quizzes.content`; `sha256` is the hash of its bytes.
    """

    lesson = models.ForeignKey("courses.Lesson", models.PROTECT, related_name="quiz_versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    pass_percent = models.PositiveSmallIntegerField(default=60)
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = QuizVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "number"], name="quiz_version_number_is_unique_in_lesson"
            ),
            models.UniqueConstraint(
                fields=["lesson", "sha256"], name="quiz_version_content_is_unique_in_lesson"
            ),
            models.UniqueConstraint(
                fields=["lesson"], condition=Q(is_current=True), name="lesson_has_one_current_quiz_version"
            ),
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="quiz_pass_mark_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} v{self.number}"


class Attempt(models.Model):
    """One finished quiz of one learner: append-only, its key is the UUID that the sender made.

    `answers` maps a question's id to the raw answer; the score is what the server marked. `phone_mark`
    is what a phone without a network told its learner, kept only where it differs from ours.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="attempts")
    quiz_version = models.ForeignKey(QuizVersion, models.PROTECT, related_name="attempts")
    answers = models.JSONField()
    score = models.PositiveSmallIntegerField()
    max_score = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    phone_mark = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["learner", "quiz_version"], name="attempt_by_learner_and_quiz")]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_score__gt=0, score__lte=F("max_score")),
                name="attempt_score_is_between_0_and_max",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.score}/{self.max_score}"

    @property
    def percent(self) -> int:
        """Return the mark as whole percent, halves rounded up."""
        return (self.score * 200 + self.max_score) // (2 * self.max_score)
