"""How far each learner is. Rows only ever grow: merges are OR, max and min (a join-semilattice)."""

from django.db import models
from django.db.models import Q

WATCHED_PARTS = 60


class LessonProgress(models.Model):
    """One learner in one lesson, the same whatever the order and repetition of what arrived.

    `watched` is a bitmap of sixty equal parts of the clip (bit 0 is its beginning), merged by OR;
    `furthest_ms` and `best_percent` by max; the times by min. Written by
    `courses.progress.merge` only.
    """

    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="progress")
    lesson = models.ForeignKey("courses.Lesson", models.PROTECT, related_name="progress")
    watched = models.BigIntegerField(default=0)
    furthest_ms = models.PositiveIntegerField(default=0)
    best_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    quiz_passed_at = models.DateTimeField(null=True, blank=True)
    practice_approved_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # For the funnel: when each person began, and who was seen lately, out of a million rows.
        indexes = [
            models.Index(fields=["learner", "opened_at"], name="progress_begun"),
            models.Index(fields=["last_seen_at", "learner"], name="progress_seen"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson"], name="progress_has_one_row_per_learner_and_lesson"
            ),
            models.CheckConstraint(
                condition=Q(watched__gte=0, watched__lt=2**WATCHED_PARTS),
                name="progress_watched_has_sixty_parts",
            ),
            models.CheckConstraint(
                condition=Q(best_percent__isnull=True) | Q(best_percent__lte=100),
                name="progress_best_mark_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.lesson_id}"

    @property
    def watched_percent(self) -> int:
        """Return how much of the clip was seen, in whole percent."""
        return self.watched.bit_count() * 100 // WATCHED_PARTS


class CoreCompletion(models.Model):
    """M3: the foundation and one whole track done (programme document, section 3.2).

    `cohort` is the one whose enrolment gave it, frozen: it is where a later first sale counts.
    """

    learner = models.OneToOneField("courses.Learner", models.PROTECT, related_name="core_completion")
    track = models.ForeignKey("courses.Track", models.PROTECT, related_name="+")
    cohort = models.ForeignKey("courses.Cohort", models.PROTECT, null=True, related_name="core_completions")
    reached_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reached_at", "learner"], name="core_by_time")]

    def __str__(self) -> str:
        return f"{self.learner_id} core complete"
