"""What the review pages of the desk show: the queue, and one piece of work."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from courses.cohorts.models import Cohort
from courses.practice.models import Submission, SubmissionState
from courses.practice.querysets import SubmissionQuerySet
from lms.accounts.models import User

PAGE_SIZE = 40


@dataclass(frozen=True)
class Queue:
    """One page of work, waiting or decided, of all cohorts or of one."""

    shows_decided: bool
    page: Page[Submission]
    waiting: int
    oldest_days: int | None
    cohorts: list[Cohort]
    cohort: Cohort | None


def work_in_queue(user: User, *, cohort: Cohort | None = None) -> SubmissionQuerySet:
    """Return the work that a staff member may see, of all cohorts or of one."""
    work: SubmissionQuerySet = Submission.objects.visible_to(user)
    return work.of_cohort(cohort.pk) if cohort else work


def queue_of(user: User, *, cohort_id: str, shows_decided: bool, page: str | None, at: datetime) -> Queue:
    """Return one page of the queue with its counts: waiting work oldest first, decided work newest first.

    A cohort that the person may not see filters nothing.
    """
    cohorts = list(cohorts_with_work(user))
    cohort = next((row for row in cohorts if str(row.pk) == cohort_id), None)
    work = work_in_queue(user, cohort=cohort)
    rows = work.decided() if shows_decided else work.waiting()
    counted: Paginator[Submission] = Paginator(rows.for_queue(), PAGE_SIZE)
    oldest = work.waiting().values_list("sent_at", flat=True).first()
    return Queue(
        shows_decided=shows_decided,
        page=counted.get_page(page),
        waiting=counted.count if not shows_decided else work.waiting().count(),
        oldest_days=(at - oldest).days if oldest else None,
        cohorts=cohorts,
        cohort=cohort,
    )


def cohorts_with_work(user: User) -> "list[Cohort]":
    """Return the cohorts that a staff member may see and whose learners sent work, with what waits."""
    sent = Q(enrolments__left_at__isnull=True, enrolments__learner__submissions__isnull=False)
    waiting = Q(
        enrolments__left_at__isnull=True,
        enrolments__learner__submissions__state=SubmissionState.PENDING,
    )
    return list(
        Cohort.objects.visible_to(user)
        .filter(sent)
        .select_related("community")
        .annotate(waiting=Count("enrolments__learner__submissions", filter=waiting, distinct=True))
        .order_by("community__name_th", "number")
    )


def next_waiting(user: User, *, cohort: Cohort | None, after: Submission) -> Submission | None:
    """Return the piece to look at next: the first that waits behind this one, else the first of all."""
    waiting = work_in_queue(user, cohort=cohort).waiting().exclude(pk=after.pk)
    return waiting.filter(sent_at__gte=after.sent_at).first() or waiting.first()
