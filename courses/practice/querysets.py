"""Who sees which practice work."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from courses.cohorts.models import Enrolment
from courses.cohorts.querysets import learner_gate
from lms.accounts.models import User
from media.models import StoredFile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SubmissionQuerySet(models.QuerySet[Any]):
    """Practice work for the learner's pages and the review queue."""

    def visible_to(self, user: "User | AnonymousUser") -> "SubmissionQuerySet":
        """Return the learner's own work, or the work of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def waiting(self) -> "SubmissionQuerySet":
        """Return undecided work, oldest first."""
        return self.filter(state="pending").order_by("sent_at", "id")

    def decided(self) -> "SubmissionQuerySet":
        """Return decided work, the newest verdict first."""
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "id")

    def current(self) -> "SubmissionQuerySet":
        """Leave out work that newer work took the place of."""
        return self.exclude(state="replaced")

    def of_cohort(self, cohort_id: int) -> "SubmissionQuerySet":
        """Return the work of the learners who are in a cohort now."""
        inside = Enrolment.objects.active().filter(cohort_id=cohort_id).values("learner_id")
        return self.filter(learner__in=inside)

    def for_lesson_page(self) -> "SubmissionQuerySet":
        """Return work with its files and who decided, the latest first."""
        from courses.practice.models import SubmissionFile

        files = SubmissionFile.objects.select_related("stored_file__light_copy")
        return (
            self.select_related("decided_by")
            .prefetch_related(models.Prefetch("files", files))
            .order_by("-sent_at", "id")
        )

    def for_queue(self) -> "SubmissionQuerySet":
        """Return work with whose it is, where they learn, which try it is and how long its recording runs."""
        earlier = self.model.objects.filter(
            learner=OuterRef("learner"), lesson=OuterRef("lesson"), sent_at__lt=OuterRef("sent_at")
        ).exclude(state="replaced")
        tries = earlier.order_by().values("learner").annotate(n=Count("pk")).values("n")
        enrolments = (
            Enrolment.objects.active().select_related("cohort__community").order_by("-joined_at", "-pk")
        )
        return (
            self.select_related("learner__user", "lesson")
            .prefetch_related(models.Prefetch("learner__enrolments", enrolments))
            .annotate(
                try_number=Coalesce(Subquery(tries, output_field=IntegerField()), Value(0)) + 1,
                runs_ms=Max("files__stored_file__duration_ms"),
            )
        )


def files_visible_to(user: User) -> "models.QuerySet[StoredFile]":
    """Return the files of work that a person may see, and their own that are not sent yet."""
    from courses.practice.models import Submission, SubmissionFile

    seen = Submission.objects.visible_to(user).values("pk")
    sent = SubmissionFile.objects.filter(submission__in=seen).values("stored_file_id")
    unsent = Q(owner=user) & ~Exists(SubmissionFile.objects.filter(stored_file=OuterRef("pk")))
    return StoredFile.objects.filter(Q(pk__in=sent) | unsent)
