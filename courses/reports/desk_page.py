"""The desk's first page: what waits, whom to call, one's own cohorts; for managers the goal as well."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.querysets import CohortQuerySet
from courses.milestones.models import Certification, Claim
from courses.practice.models import Submission
from courses.progress.models import LessonProgress
from courses.reports.attention import silent_since
from courses.reports.basis import Basis
from courses.reports.desk import Waiting, waiting_for
from courses.reports.goal import Headline, headline_of
from lms.accounts.models import User
from lms.dates import bangkok_date

MOST_COHORTS = 30


@dataclass(frozen=True)
class CohortLine:
    """One running cohort with its learners and those of them to call."""

    cohort: Cohort
    learners: int
    to_call: int


@dataclass(frozen=True)
class DeskPage:
    """What the first page shows; `number` is for all staff."""

    waiting: Waiting
    to_call: int
    lines: list[CohortLine]
    number: Headline


def desk_page(user: User, *, at: datetime) -> DeskPage:
    """Read the first page of one staff member: the same number of queries whatever they have."""
    quiet = _silent_people(user, at)
    lines = [
        CohortLine(cohort, cohort.people, quiet.get(cohort.pk, 0)) for cohort in _running_cohorts(user, at)
    ]
    return DeskPage(
        waiting=waiting_for(user) or Waiting(0, 0),
        to_call=sum(line.to_call for line in lines),
        lines=sorted(lines, key=lambda line: -line.to_call)[:MOST_COHORTS],
        number=headline_of(Basis.of(None, at=at)),
    )


def _running_cohorts(user: User, at: datetime) -> CohortQuerySet:
    """Return the cohorts that are not over, with how many learn there; a trainer's own ones first of all.

    A trainer who trains none now sees those of their communities.
    """
    active = Q(enrolments__left_at__isnull=True, enrolments__learner__merged_into__isnull=True)
    running: CohortQuerySet = Cohort.objects.visible_to(user).filter(ends_on__gte=bangkok_date(at))
    if user.is_trainer:
        own = Cohort.objects.filter(trainer=user, ends_on__gte=bangkok_date(at))
        running = running.filter(Q(trainer=user) | ~Exists(own))
    counted = running.annotate(people=Count("enrolments", filter=active))
    return counted.select_related("community", "trainer").order_by("-starts_on", "-pk")


def _silent_people(user: User, at: datetime) -> dict[int, int]:
    """Count by cohort the people to call, as the cohort view does: no sign for two weeks, not certified."""
    since, whose = silent_since(at), OuterRef("learner_id")
    signs = (
        LessonProgress.objects.filter(learner=whose, last_seen_at__gte=since),
        Submission.objects.filter(learner=whose, sent_at__gte=since),
        Claim.objects.filter(learner=whose, sent_at__gte=since),
        Certification.objects.live().filter(learner=whose),
    )
    silent = Enrolment.objects.visible_to(user).active().filter(joined_at__lt=since)
    silent = silent.filter(*(~Exists(sign) for sign in signs), cohort__ends_on__gte=bangkok_date(at))
    return dict(silent.values_list("cohort_id").annotate(people=Count("pk")).order_by())
