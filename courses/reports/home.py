"""The learner's home: one next step, the road, what came back, how the cohort is doing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from courses.cohorts.models import Cohort, Enrolment
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.follow_ups import open_question
from courses.milestones.models import Claim, ClaimState, MilestoneCode
from courses.people.models import Learner
from courses.practice.models import SubmissionState
from courses.reports.journey import Journey, journey_of
from courses.reports.names import first_name
from courses.reports.news import News, news_of
from courses.reports.next_card import NextCard, next_card
from courses.reports.next_step import next_step
from courses.reports.road import Station, stations


@dataclass(frozen=True, slots=True)
class CohortBar:
    """How many of the cohort opened a shop: totals only, nobody is named."""

    people: int
    shops: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    name: str
    cohort: Cohort | None
    card: NextCard
    stations: list[Station]
    news: list[News]
    waiting: int
    bar: CohortBar | None
    question: FollowUp | None = None

    @property
    def done(self) -> int:
        """Return how many stops of the road are behind the learner."""
        return sum(stop.mark == "done" for stop in self.stations)


def home_of(learner: Learner, *, at: datetime) -> Home:
    """Read the home page of one learner: the same number of queries whatever they did."""
    journey = journey_of(learner)
    step = next_step(journey.facts)
    cohort = journey.enrolment.cohort if journey.enrolment else None
    return Home(
        name=first_name(learner.name),
        cohort=cohort,
        card=next_card(step, journey),
        stations=stations(journey.facts, journey.track_titles, step),
        news=news_of(journey, step, at=at),
        waiting=_waiting(journey),
        bar=_cohort_bar(cohort) if cohort else None,
        question=open_question(learner, at) if journey.certification else None,
    )


def _cohort_bar(cohort: Cohort) -> CohortBar:
    """Count the cohort's people and those of them whose shop was checked."""
    shop = Claim.objects.filter(
        learner_id=OuterRef("learner_id"), milestone=MilestoneCode.SHOP_OPEN, state=ClaimState.VERIFIED
    )
    row = (
        Enrolment.objects.active()
        .filter(cohort=cohort)
        .aggregate(people=Count("pk"), shops=Count("pk", filter=Exists(shop)))
    )
    return CohortBar(row["people"], row["shops"])


def _waiting(journey: Journey) -> int:
    """Count what lies with the trainer or the checkers."""
    pending = [claim for claim in journey.claims if claim.state == ClaimState.PENDING]
    return len(pending) + sum(lesson.sent == SubmissionState.PENDING for lesson in journey.lessons)
