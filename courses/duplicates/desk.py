"""What the duplicates' pages of the desk show: the queue, and two profiles side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import Promise

from courses.audit.actions import note_look
from courses.cohorts.models import Enrolment
from courses.duplicates.actions import who_should_stay
from courses.duplicates.earlier_sales import outcome_of_merging, outcome_words
from courses.duplicates.models import DuplicatePair, Merge, PairState
from courses.duplicates.scoring import WORDS
from courses.milestones.models import Certification, Claim, ClaimState
from courses.people.models import Learner
from courses.practice.models import Submission
from courses.progress.models import CoreCompletion, LessonProgress
from courses.shops.models import Shop
from lms.accounts.models import Role, User
from lms.accounts.phones import show_phone

PAGE_SIZE = 50
DIGITS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against one person."""

    words: str | Promise
    points: int

    @property
    def signed(self) -> str:
        """Write the points with their sign."""
        return f"+{self.points}" if self.points > 0 else f"−{-self.points}"


@dataclass(frozen=True)
class Side:
    """One of the two profiles with what helps to tell them apart."""

    learner: Learner
    phone: str
    enrolments: list[Enrolment]
    shops: list[Shop]
    certification: Certification | None
    claims: list[Claim]
    has_core: bool
    lessons: int
    works: int


@dataclass(frozen=True)
class OpenedPair:
    """Two profiles side by side; `stays` is whom to keep unless somebody chooses."""

    pair: DuplicatePair
    reasons: list[Reason]
    sides: list[Side]
    stays: Learner
    merge: Merge | None
    # What a merge would do to K1, in sentences; empty once it is decided.
    outcome: list[str]


def queue_page(user: User, *, page: str | None) -> Page[DuplicatePair]:
    """Return the pairs that wait for this manager, the likeliest first."""
    rows: QuerySet[DuplicatePair] = DuplicatePair.objects.visible_to(user).waiting().with_people()
    return Paginator(rows, PAGE_SIZE).get_page(page)


def merges_page(user: User, *, page: str | None) -> Page[Merge]:
    """Return the merges of people whom this manager sees, the newest first."""
    rows: QuerySet[Merge] = Merge.objects.visible_to(user).with_people()
    return Paginator(rows, PAGE_SIZE).get_page(page)


def beside_k1(merges: Iterable[Merge]) -> set[int]:
    """Return the survivors of standing merges who are certified and had sold before joining."""
    survivors = [merge.survivor_id for merge in merges if merge.undone_at is None]
    rows = Certification.objects.live().filter(learner__in=survivors, is_baseline_seller=True)
    return set(rows.values_list("learner_id", flat=True))


def reasons_in_words(pair: DuplicatePair) -> list[Reason]:
    """Return the reasons of a pair in the page's language."""
    return [Reason(WORDS.get(feature, words), points) for feature, points, words in pair.reasons]


def open_pair(pair: DuplicatePair, *, user: User, at: datetime) -> OpenedPair:
    """Return a pair with both people's facts, and note that they were looked at."""
    people = (pair.first, pair.second)
    for person in people:
        note_look(by=user, at=at, person=person.public_id, subject=("pair", pair.pk))
    merge = pair.merges.filter(undone_at__isnull=True).first() if pair.state == PairState.MERGED else None
    return OpenedPair(
        pair=pair,
        reasons=reasons_in_words(pair),
        sides=[_side(person, user) for person in people],
        stays=who_should_stay(*people),
        merge=merge,
        outcome=outcome_words(outcome_of_merging(*people)) if pair.state == PairState.OPEN else [],
    )


def phone_for(user: User, learner: Learner) -> str:
    """Return a phone as a staff member may see it: who follows figures sees its last digits only."""
    shown = show_phone(learner.user.phone)
    return shown if user.role != Role.MANAGER else f"xxx-xxx-{shown[-DIGITS_SHOWN:]}"


def _side(person: Learner, user: User) -> Side:
    enrolments = Enrolment.objects.filter(learner=person).select_related(
        "cohort__community", "cohort__trainer"
    )
    claims = Claim.objects.filter(learner=person).exclude(state=ClaimState.REPLACED)
    return Side(
        learner=person,
        phone=phone_for(user, person),
        enrolments=list(enrolments.order_by("joined_at", "pk")),
        shops=list(Shop.objects.filter(learner=person).order_by("created_at", "pk")),
        certification=Certification.objects.live().filter(learner=person).first(),
        claims=list(claims.order_by("milestone", "sent_at")),
        has_core=CoreCompletion.objects.filter(learner=person).exists(),
        lessons=LessonProgress.objects.filter(learner=person, completed_at__isnull=False).count(),
        works=Submission.objects.filter(learner=person).count(),
    )
