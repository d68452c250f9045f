"""What counts K1, K1a, K1b, K4 to K7: people on their way and those who arrived."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, DateField, Exists, Func, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort, Enrolment
from courses.goals.models import IndicatorCode
from courses.milestones.claim_rules import STILL_SELLING_FROM, STILL_SELLING_TO
from courses.milestones.counting_rules import may_count
from courses.milestones.models import SALES, Certification, Claim, ClaimState, MilestoneCode
from courses.milestones.querysets import CertificationQuerySet
from courses.progress.models import CoreCompletion
from courses.reports.basis import Basis, demonstration_cohort, enrolled_in
from courses.reports.figures import Counted, FigureState, Reading, counter, plain, share
from courses.reports.scope import COUNTRY, Scope, communities_in, frozen_q, people_q
from courses.reports.way import median_of
from courses.reports.way_sql import CORE, ENROLLED, MATURE_DAYS, SALE
from lms.dates import bangkok_date


class DaysAfter(Func):
    """The day so many `days` after another: the database's own sum, which on SQLite is no call of Python."""

    output_field = DateField()
    template = "(%(expressions)s + %(days)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it as SQLite does."""
        return self.as_sql(
            compiler, connection, template="date(%(expressions)s, '+%(days)s days')", **context
        )


def counted_in(
    basis: Basis, scope: Scope = COUNTRY, known: dict[int, str] | None = None
) -> CertificationQuerySet:
    """Return the certifications that are K1 of a year and scope, as they were frozen.

    The fiscal year is the one frozen with each; a calendar year goes by the day of the event.
    """
    counted = Certification.objects.counted(demonstration=basis.demonstration)
    if basis.is_fiscal:
        counted = counted.filter(fiscal_year_be=basis.year_be)
    else:
        counted = counted.filter(event_on__range=(basis.first_day, basis.last_day))
    return counted if scope.is_country else counted.filter(frozen_q(scope, basis, known))


def count_people(rows: QuerySet[Any]) -> int:
    """Count the distinct learners of some rows."""
    return int(rows.aggregate(people=Count("learner", distinct=True))["people"])


def waiting_sales(basis: Basis) -> QuerySet[Claim]:
    """Return the first sales dated in the year that wait to be decided, of people who do not count yet."""
    certified = Certification.objects.live().filter(learner_id=OuterRef("learner_id"))
    return Claim.objects.filter(
        ~Exists(certified),
        enrolled_in(basis),
        may_count("happened_on"),
        milestone=MilestoneCode.FIRST_SALE,
        state=ClaimState.PENDING,
        happened_on__range=(basis.first_day, basis.last_day),
        learner__merged_into__isnull=True,
    )


def at_home(rows: QuerySet[Any], reading: Reading) -> QuerySet[Any]:
    """Keep the rows of people of a scope: each stands in the cohort where a first sale will count.

    That is the cohort which gave the core lessons, else the earliest that was not left, as in
    `courses.reports.way_sql`.
    """
    scope, basis = reading.scope, reading.basis
    if scope.is_country:
        return rows
    whose = OuterRef("learner_id")
    rows = with_home(rows.filter(people_q(scope, basis)), basis)
    cohorts = Cohort.objects.all()
    ids = communities_in(scope, reading.places if scope.area or scope.only_rest else None)
    if ids is not None:
        cohorts = cohorts.filter(community_id__in=ids)
    if scope.cohort is not None:
        cohorts = cohorts.filter(pk=scope.cohort)
    if scope.trainer is not None:
        cohorts = cohorts.filter(trainer_id=scope.trainer)
    if scope.track:
        rows = rows.filter(Exists(CoreCompletion.objects.filter(learner_id=whose, track_id=scope.track)))
    return rows.filter(home__in=cohorts.values("pk"))


def with_home(rows: QuerySet[Any], basis: Basis) -> QuerySet[Any]:
    """Add `home`: the id of the cohort where a first sale of the row's learner will count."""
    whose, kind = OuterRef("learner_id"), demonstration_cohort(basis.demonstration)
    core = CoreCompletion.objects.filter(kind, learner_id=whose)
    enrolled = Enrolment.objects.filter(kind, learner_id=whose).order_by(
        Case(When(left_at=None, then=0), default=1), "joined_at", "pk"
    )
    return rows.annotate(
        home=Coalesce(Subquery(core.values("cohort_id")[:1]), Subquery(enrolled.values("cohort_id")[:1]))
    )


def sellers_of(reading: Reading) -> CertificationQuerySet:
    """Return the certifications of K1 for what is being read."""
    places = reading.places if reading.scope.area or reading.scope.only_rest else None
    return counted_in(reading.basis, reading.scope, places)


@counter(IndicatorCode.K1)
def sellers(reading: Reading) -> Counted:
    """Count the people able to sell."""
    return plain(count_people(sellers_of(reading)))


def cores_of(reading: Reading) -> QuerySet[CoreCompletion]:
    """Return the core lessons finished in the year: the people of K1a."""
    basis = reading.basis
    # All who were enrolled are collected once: so many finish that asking of each costs more.
    enrolled = Enrolment.objects.filter(demonstration_cohort(basis.demonstration)).values("learner_id")
    done = CoreCompletion.objects.filter(
        may_count("reached_at"),
        reached_at__gte=basis.starts_at,
        reached_at__lt=basis.ends_at,
        learner_id__in=enrolled,
        learner__merged_into__isnull=True,
    )
    return at_home(done, reading)


@counter(IndicatorCode.K1A)
def trained(reading: Reading) -> Counted:
    """Count the people who finished the core lessons in the year."""
    return plain(count_people(cores_of(reading)))


def waiting_of(reading: Reading) -> QuerySet[Claim]:
    """Return the first sales of the year that wait: the people of K1b."""
    return at_home(waiting_sales(reading.basis), reading)


@counter(IndicatorCode.K1B)
def waiting(reading: Reading) -> Counted:
    """Count the people whose first sale waits."""
    return plain(count_people(waiting_of(reading)))


def ripe_sellers_of(reading: Reading) -> CertificationQuerySet:
    """Return the year's sellers of at least 120 days ago: the people of whom K4 tells."""
    ripe_on = bangkok_date(reading.basis.at) - timedelta(days=MATURE_DAYS)
    return sellers_of(reading).filter(event_on__lte=ripe_on)


@counter(IndicatorCode.K4)
def still_selling(reading: Reading) -> Counted:
    """Of the year's sellers of at least 120 days ago, count those who were seen selling after 90 days.

    That is a verified sale of the weeks around that day, for whatever step it was sent: M7 asks for one
    (programme document, section 3.2). Those weeks are counted from the first sale that stands now.
    """
    weeks = [DaysAfter(OuterRef("event_on"), days=gap.days) for gap in (STILL_SELLING_FROM, STILL_SELLING_TO)]
    again = Claim.objects.filter(
        learner_id=OuterRef("learner_id"),
        milestone__in=SALES,
        state=ClaimState.VERIFIED,
        happened_on__range=weeks,
    )
    found = (
        ripe_sellers_of(reading)
        .annotate(again=Exists(again))
        .aggregate(
            everybody=Count("learner", distinct=True),
            still=Count("learner", distinct=True, filter=Q(again=True)),
        )
    )
    note = "" if found["everybody"] else _("No first sale of this year is 120 days old yet.")
    return share(found["still"], found["everybody"], note)


@counter(IndicatorCode.K5)
def completion(reading: Reading) -> Counted:
    """Return how many of those enrolled finished the core."""
    reached = reading.funnel.reached
    return share(reached[CORE], reached[ENROLLED])


@counter(IndicatorCode.K6)
def conversion(reading: Reading) -> Counted:
    """Return how many of those who finished the core are able to sell."""
    reached = reading.funnel.reached
    return share(reached[SALE], reached[CORE])


def timed_sellers_of(reading: Reading) -> CertificationQuerySet:
    """Return the year's sellers of whom the day of joining is known, with `joined_at`: the people of K7."""
    joined = Enrolment.objects.filter(learner_id=OuterRef("learner_id"), cohort_id=OuterRef("cohort_id"))
    rows = sellers_of(reading).annotate(joined_at=Subquery(joined.values("joined_at")[:1]))
    return rows.filter(joined_at__isnull=False)


@counter(IndicatorCode.K7)
def days_to_sale(reading: Reading) -> Counted:
    """Return the median days from joining the cohort to the first sale."""
    took: dict[int, int] = {}
    for sold_on, joined_at in timed_sellers_of(reading).values_list("event_on", "joined_at"):
        days = max((sold_on - bangkok_date(joined_at)).days, 0)
        took[days] = took.get(days, 0) + 1
    people, median = sum(took.values()), median_of(took)
    if median is None:
        return Counted(None, 0, None, FigureState.NOT_ENOUGH_DATA, _("Nobody sold in this year yet."))
    return Counted(median, people)
