"""Practice work: sent by a learner, approved or returned with a reason by a trainer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.practice.querysets import SubmissionQuerySet


class SubmissionState(models.TextChoices):
    """Where a piece of practice work stands."""

    PENDING = "pending", _("Waiting for the trainer")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back to improve")
    REPLACED = "replaced", _("Newer work took its place")


class Submission(models.Model):
    """One delivery of practice work. Sending again makes another row; none is overwritten.

    Work that a phone kept while there was no network may arrive when newer work of the lesson waits or
    was decided: then it is `replaced`, kept and never decided. `checklist` holds the positions of the
    ticked items.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="submissions")
    lesson = models.ForeignKey("courses.Lesson", models.PROTECT, related_name="submissions")
    text = models.TextField(blank=True)
    checklist = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=SubmissionState.choices, default=SubmissionState.PENDING)
    sent_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    feedback = models.TextField(blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at"]
        indexes = [
            models.Index(fields=["state", "sent_at"], name="submission_queue"),
            models.Index(fields=["learner", "lesson"], name="submission_by_learner_lesson"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=("pending", "replaced"), decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state__in=("pending", "replaced"))
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="decided_submission_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(feedback=""), name="returned_submission_says_why"
            ),
            models.UniqueConstraint(
                fields=["learner", "lesson"],
                condition=Q(state="pending"),
                name="lesson_has_one_waiting_submission_per_learner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson_id} {self.state}"


class SubmissionFile(models.Model):
    """A photo, sound or clip of a submission; the bytes are a private file of the film room."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    stored_file = models.OneToOneField("media.StoredFile", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"file of {self.submission_id}"
