"""One learner as the desk sees them: facts, the way, work and claims."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from courses.cohorts.models import Enrolment
from courses.cohorts.programme import is_demonstration
from courses.goals.models import Indicator, IndicatorCode
from courses.ledgers.models import Operator
from courses.milestones.ladder import ladder_of
from courses.milestones.models import Claim
from courses.milestones.rungs import Rung, rungs_of
from courses.milestones.trail import Trail, live_trail_of
from courses.people.models import ConsentPurpose, Learner
from courses.practice.models import Submission, SubmissionState
from courses.reports.desk import may_know_phones
from courses.reports.history import SHOWN, Act, acts_about, acts_in_words, may_read_history
from courses.reports.journey import Journey, journey_of
from courses.reports.next_card import NextCard, next_card
from courses.reports.next_step import LessonState, next_step
from courses.shops.models import Shop
from lms.accounts.models import SubmitToken, User
from lms.accounts.submit_tokens import tokens_of
from lms.dates import bangkok_date


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One lesson with the learner's state in a word and a colour."""

    title: str
    kind: str
    words: str


@dataclass(frozen=True)
class LearnerPage:
    """What the page of one learner shows. `quiet_days` is None for who was never seen."""

    learner: Learner
    enrolments: list[Enrolment]
    journey: Journey
    next: NextCard
    tracks: list[tuple[str, list[LessonRow]]]
    work: list[Submission]
    claims: list[Claim]
    last_seen_at: datetime | None
    quiet_days: int | None
    shows_private: bool
    phones: list[SubmitToken]
    channels: list[Shop]
    acts: list[Act] | None
    rungs: list[Rung]
    operator_id: int | None
    trail: Trail | None
    definition: Indicator | None
    withdrawn: list[str]


def find_learner(user: User, pk: int) -> Learner | None:
    """Return a learner of a cohort that a staff member may see, or None."""
    seen = Enrolment.objects.visible_to(user).filter(learner_id=pk).values("learner_id")
    return Learner.objects.filter(pk__in=seen, merged_into__isnull=True).select_related("user").first()


def learner_page(learner: Learner, *, by: User, at: datetime) -> LearnerPage:
    """Read one learner for a staff member; newest work and claims first."""
    journey = journey_of(learner)
    seen, trail = journey.last_seen_at, live_trail_of(learner, by)
    return LearnerPage(
        learner=learner,
        enrolments=list(
            Enrolment.objects.visible_to(by)
            .filter(learner=learner)
            .select_related("cohort__community", "cohort__trainer")
            .order_by("-joined_at")
        ),
        journey=journey,
        next=next_card(next_step(journey.facts), journey),
        tracks=_tracks(journey),
        work=list(reversed(journey.submissions)),
        claims=list(reversed(journey.claims)),
        last_seen_at=seen,
        quiet_days=(bangkok_date(at) - bangkok_date(seen)).days if seen else None,
        shows_private=may_know_phones(by),
        phones=list(tokens_of(learner.user, at=at)),
        acts=_acts(learner, by),
        rungs=rungs_of(ladder_of(learner), journey.claims),
        operator_id=_operator_id(learner, by),
        trail=trail,
        definition=_definition(trail.certification.event_on) if trail else None,
        withdrawn=_withdrawn(learner),
        channels=list(
            Shop.objects.filter(learner=learner).with_checks().with_others().order_by("created_at")
        ),
    )


def _operator_id(learner: Learner, by: User) -> int | None:
    """Return the learner's row of the ledgers, for those who may open it."""
    rows = Operator.objects.visible_to(by).filter(learner=learner, is_demonstration=is_demonstration())
    found: int | None = rows.values_list("pk", flat=True).first()
    return found


def _definition(day: date) -> Indicator | None:
    """Return the version of K1 that counts a sale of a day."""
    return Indicator.objects.in_force(day).filter(code=IndicatorCode.K1).first()


def _acts(learner: Learner, by: User) -> list[Act] | None:
    """Return who did what, newest first, for those who may read it; None for the others."""
    if not may_read_history(by):
        return None
    return acts_in_words(acts_about(learner)[:SHOWN], learner, me=_("The learner"))


def _withdrawn(learner: Learner) -> list[str]:
    """Return the purposes that were agreed to once and are no longer."""
    rows = list(learner.consents.all())
    given = {row.purpose for row in rows if row.withdrawn_at is None}
    return [str(purpose.label) for purpose in ConsentPurpose if purpose in {r.purpose for r in rows} - given]


def _tracks(journey: Journey) -> list[tuple[str, list[LessonRow]]]:
    """Return the lessons by track, in the order of the path."""
    groups: Iterable[tuple[str, Iterable[LessonState]]] = groupby(journey.lessons, key=lambda row: row.track)
    return [
        (journey.track_titles.get(track, track), [_row(lesson) for lesson in lessons])
        for track, lessons in groups
    ]


def _row(lesson: LessonState) -> LessonRow:
    return LessonRow(lesson.title, *_state(lesson))


def _state(lesson: LessonState) -> tuple[str, str]:
    """Say where a learner stands in a lesson, the state that matters most first."""
    mark = "" if lesson.best_percent is None else f" {lesson.best_percent}%"
    if lesson.completed:
        return "ok", _("passed") + mark
    if lesson.best_percent is not None and not lesson.quiz_passed:
        return "bad", _("quiz not passed yet") + mark
    if lesson.sent == SubmissionState.PENDING:
        return "warn", _("waits to be checked")
    if lesson.sent == SubmissionState.RETURNED:
        return "bad", _("sent back to improve")
    if lesson.quiz_passed:
        return "", _("quiz passed") + mark
    if lesson.is_begun:
        return "", _("under way") + (f" {lesson.watched_percent}%" if lesson.watched_percent else "")
    return "none", _("not begun")
