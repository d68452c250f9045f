"""What people did, turned into rows: attempts, practice work, progress, shops, claims, certifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from courses.milestones.flag_codes import OUTSIDE_FY_WINDOW, UNCHECKED_TRACKING
from courses.milestones.flags import refresh_flags
from courses.milestones.models import (
    SALES,
    Certification,
    Claim,
    ClaimState,
    Evidence,
    MilestoneCode,
    ReferenceKind,
    UsedReference,
)
from courses.milestones.redact_models import Covering, CoverOutcome
from courses.milestones.second_look_models import SecondLook
from courses.milestones.second_looks import DEFAULT_PERCENT, second_look_of
from courses.milestones.tracking import is_checked
from courses.models import (
    Attempt,
    Cohort,
    CoreCompletion,
    LessonProgress,
    QuizVersion,
    Shop,
    Submission,
    SubmissionFile,
    Track,
)
from courses.practice.models import SubmissionState
from courses.progress.core import RequiredLesson, core_reached
from courses.quizzes.marking import mark_quiz
from courses.shops.links import tidy_link
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_be
from lms.demo.story.bulk import Model, Numbers, insert
from lms.demo.story.files import Master, Store, pool_master
from lms.demo.story.plan import Answered, Claimed, Event, LessonSpec, Sent, Watched
from media.models import StoredFile

# The tables in the order in which their rows refer to each other.
TABLES: tuple[Model, ...] = (
    StoredFile, LessonProgress, Attempt, Submission, SubmissionFile, CoreCompletion, Shop, Claim, Evidence,
    Certification, UsedReference, Covering, SecondLook,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learns:
    """A learner as far as the facts need to know: keys, and whether they had sold before."""

    id: int
    user_id: int
    sold_before: bool


@dataclass(slots=True)
class Progress:
    """One person in one lesson, while the facts come in."""

    watched: int = 0
    furthest_ms: int = 0
    best_percent: int | None = None
    opened_at: datetime | None = None
    quiz_passed_at: datetime | None = None
    practice_approved_at: datetime | None = None
    completed_at: datetime | None = None
    last_seen_at: datetime | None = None

    def seen(self, at: datetime) -> None:
        """Note that the person was in the lesson."""
        self.opened_at = self.opened_at or at
        self.last_seen_at = at

    def row(self, learner: Learns, key: UUID) -> dict[str, Any]:
        """Return the row of the register."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {"learner_id": learner.id, "lesson_id": key, **values}


class Facts:
    """Gathers the rows of one person after another, then writes all of them."""

    def __init__(
        self,
        lessons: Sequence[LessonSpec],
        users: Mapping[str, User],
        masters: Mapping[UUID, Master],
        numbers: Numbers,
    ) -> None:
        self.lessons = {lesson.code: lesson for lesson in lessons}
        self.by_key = {lesson.key: lesson for lesson in lessons}
        self.versions = _versions()
        self.positions = dict(Track.objects.values_list("code", "position"))
        self.users = users
        self.masters = masters
        self.numbers = numbers
        self.store = Store()
        self.rows: dict[Model, list[dict[str, Any]]] = {model: [] for model in TABLES}
        self.rows[StoredFile] = self.store.rows
        self._progress: dict[UUID, Progress] = {}
        self._shops: dict[str, dict[str, Any]] = {}
        self._sales: list[dict[str, Any]] = []
        self._checked: list[dict[str, Any]] = []
        self._hashes: dict[UUID, set[str]] = {}

    def add(self, event: Event, learner: Learns) -> None:
        """Take in one event of a person; events come in the order of time."""
        if isinstance(event, Watched):
            self._watched(event)
        elif isinstance(event, Answered):
            self._answered(event, learner)
        elif isinstance(event, Sent):
            self._sent(event, learner)
        else:
            self._claimed(event, learner)

    def close(self, learner: Learns, cohort: Cohort) -> None:
        """Finish a person: completed lessons, the core, and whether they count."""
        for key, progress in self._progress.items():
            progress.completed_at = self._completed_at(key, progress)
        self.rows[LessonProgress] += [one.row(learner, key) for key, one in self._progress.items()]
        for claim in self._checked:
            self._draw_look(claim, cohort.community_id)
        core = self._core(learner, cohort)
        if core is not None and any(sale["milestone"] == MilestoneCode.FIRST_SALE for sale in self._sales):
            self._certify(learner, core, cohort)
        self.rows[Shop] += self._shops.values()
        self._progress, self._shops, self._sales, self._hashes = {}, {}, [], {}
        self._checked = []

    def write(self) -> None:
        """Write all rows, then flag the claims that still wait as the action would."""
        for model, rows in self.rows.items():
            insert(model, rows)
        waiting = [row["id"] for row in self.rows[Claim] if row["state"] == ClaimState.PENDING]
        found = Claim.objects.select_related("learner__user").in_bulk(waiting)
        for pk in waiting:
            refresh_flags(found[pk])

    # --- lessons --------------------------------------------------------------------------------
    def _row(self, code: str) -> Progress:
        return self._progress.setdefault(self.lessons[code].key, Progress())

    def _watched(self, event: Watched) -> None:
        row = self._row(event.lesson)
        row.watched |= event.watched
        row.furthest_ms = max(row.furthest_ms, event.furthest_ms)
        row.seen(event.at)

    def _answered(self, event: Answered, learner: Learns) -> None:
        version_id, content = self.versions[self.lessons[event.lesson].key]
        mark = mark_quiz(content, event.answers)
        attempt: dict[str, Any] = {
            "id": event.id,
            "learner_id": learner.id,
            "quiz_version_id": version_id,
            "answers": event.answers,
            "score": mark.score,
            "max_score": mark.max_score,
            "is_passed": mark.is_passed,
            "answered_at": event.at,
            "received_at": event.at,
        }
        self.rows[Attempt].append(attempt)
        row = self._row(event.lesson)
        row.best_percent = max(row.best_percent or 0, _percent(mark.score, mark.max_score))
        if mark.is_passed:
            row.quiz_passed_at = row.quiz_passed_at or event.at
        row.seen(event.at)

    def _sent(self, event: Sent, learner: Learns) -> None:
        decision = event.decision
        state = SubmissionState.PENDING
        if decision is not None:
            state = SubmissionState.APPROVED if decision.good else SubmissionState.RETURNED
        self.rows[Submission].append(
            {
                "id": event.id,
                "learner_id": learner.id,
                "lesson_id": self.lessons[event.lesson].key,
                "text": event.text,
                "checklist": list(event.ticks),
                "state": state.value,
                "sent_at": event.at,
                "decided_by_id": self.users[decision.by].pk if decision else None,
                "decided_at": decision.at if decision else None,
                "feedback": decision.words if decision else "",
            }
        )
        for file_id, name in event.files:
            self.store.keep(file_id, pool_master(name), learner.user_id, event.at)
            self.rows[SubmissionFile].append({"submission_id": event.id, "stored_file_id": file_id})
        if state == SubmissionState.APPROVED and decision is not None:
            self._row(event.lesson).practice_approved_at = decision.at

    def _completed_at(self, key: UUID, row: Progress) -> datetime | None:
        lesson = self.by_key[key]
        wanted = [row.quiz_passed_at] * (lesson.quiz is not None) + [
            row.practice_approved_at
        ] * lesson.has_practice
        if not wanted:
            return row.opened_at
        reached = [moment for moment in wanted if moment is not None]
        return max(reached) if len(reached) == len(wanted) else None

    def _core(self, learner: Learns, cohort: Cohort) -> str | None:
        """Note the core where it was reached; returns its track."""
        required = [
            RequiredLesson(
                lesson.track,
                lesson.is_foundation,
                self.positions[lesson.track],
                row.completed_at if (row := self._progress.get(lesson.key)) else None,
            )
            for lesson in self.lessons.values()
            if lesson.is_required
        ]
        core = core_reached(required)
        if core is None:
            return None
        done = {"track_id": core.track_code, "cohort_id": cohort.pk, "reached_at": core.reached_at}
        self.rows[CoreCompletion].append({"learner_id": learner.id, **done})
        return core.track_code

    # --- selling --------------------------------------------------------------------------------
    def _claimed(self, event: Claimed, learner: Learns) -> None:
        claim = self._claim(event, learner)
        self.rows[Claim].append(claim)
        is_verified = claim["state"] == ClaimState.VERIFIED
        for picture in event.pictures:
            master = self.masters[picture.id]
            self.store.keep(picture.id, master, learner.user_id, event.at)
            self._hashes.setdefault(event.id, set()).add(master.sent_sha256)
            shown = {"claim_id": event.id, "kind": picture.kind, "sha256": master.sent_sha256}
            self.rows[Evidence].append({"stored_file_id": picture.id, **shown})
            if is_verified:
                said = {"outcome": CoverOutcome.CLEAN.value, "at": claim["decided_at"]}
                self.rows[Covering].append(
                    {"stored_file_id": picture.id, "by_id": claim["decided_by_id"], **said}
                )
        if is_verified and event.milestone != MilestoneCode.FIRST_SALE:
            self._checked.append(claim)
        if is_verified and event.milestone in SALES:
            self._sales.append(claim)

    def _claim(self, event: Claimed, learner: Learns) -> dict[str, Any]:
        decision = event.decision
        state = ClaimState.PENDING
        if decision is not None:
            state = ClaimState.VERIFIED if decision.good else ClaimState.RETURNED
        link = tidy_link(event.url) if event.url else None
        shop = self._shop(event, learner)
        return {
            "id": event.id,
            "learner_id": learner.id,
            "submitted_by_id": learner.user_id,
            "milestone": event.milestone,
            "shop_id": shop["id"] if shop else None,
            "happened_on": event.happened_on,
            "url": link.url if link else "",
            "url_key": link.key if link else "",
            "tracking_number": event.tracking,
            "registration_number": event.mark,
            "country": event.country,
            "amount_baht": event.amount_baht,
            # The picture shows what was stated, so whoever accepted it confirmed that.
            "confirmed_baht": event.amount_baht if state == ClaimState.VERIFIED else None,
            "note": event.note,
            "flags": _lasting_flags(event),
            "state": state.value,
            "sent_at": event.at,
            "decided_by_id": self.users[decision.by].pk if decision else None,
            "decided_at": decision.at if decision else None,
            "reason": decision.words if decision and not decision.good else "",
        }

    def _shop(self, event: Claimed, learner: Learns) -> dict[str, Any] | None:
        """Return the shop of a claim: opened by «shop open», stood in by the only one there is later."""
        if event.milestone != MilestoneCode.SHOP_OPEN:
            return next(reversed(self._shops.values()), None)
        link = tidy_link(event.url)
        shop = self._shops.setdefault(
            link.key,
            {
                "id": self.numbers.of(Shop), "learner_id": learner.id, "url": link.url, "url_key": link.key,
                "platform": str(link.platform or event.platform), "name": event.shop_name,
                "created_at": event.at,
            },
        )  # fmt: skip
        shop["named_at"] = event.at
        return shop

    def _certify(self, learner: Learns, track: str, cohort: Cohort) -> None:
        claim = next(sale for sale in self._sales if sale["milestone"] == MilestoneCode.FIRST_SALE)
        number, day = self.numbers.of(Certification), claim["happened_on"]
        self.rows[Certification].append(
            {
                "id": number,
                "learner_id": learner.id,
                "claim_id": claim["id"],
                "event_on": day,
                "fiscal_year_be": fiscal_year_be(day),
                "community_id": cohort.community_id,
                "cohort_id": cohort.pk,
                "trainer_id": cohort.trainer_id,
                "track_id": track,
                "is_demonstration": True,
                "is_baseline_seller": learner.sold_before,
                "certified_by_id": claim["decided_by_id"],
                "certified_at": claim["decided_at"],
            }
        )
        self._draw_look(claim, None)
        for sale in self._sales:
            self._use_references(number, sale)

    def _draw_look(self, claim: dict[str, Any], community_id: int | None) -> None:
        known = Claim(id=claim["id"], milestone=claim["milestone"], flags=claim["flags"])
        by = User(pk=claim["decided_by_id"])
        look = second_look_of(known, by=by, at=claim["decided_at"], percent=DEFAULT_PERCENT)
        if look is not None:
            self.rows[SecondLook].append(
                {
                    "claim_id": claim["id"], "first_decider_id": by.pk, "cause": str(look.cause),
                    "is_drawn": look.is_drawn, "drawn_at": look.drawn_at, "community_id": community_id,
                }
            )  # fmt: skip

    def _use_references(self, certification_id: int, sale: dict[str, Any]) -> None:
        values = {(ReferenceKind.IMAGE.value, sha256) for sha256 in self._hashes.get(sale["id"], ())}
        if sale["tracking_number"]:
            values.add((ReferenceKind.TRACKING.value, sale["tracking_number"]))
        self.rows[UsedReference] += [
            {"certification_id": certification_id, "kind": kind, "value": value}
            for kind, value in sorted(values)
        ]


@cache
def _percent(score: int, most: int) -> int:
    return Attempt(score=score, max_score=most).percent


def _versions() -> dict[UUID, tuple[Any, dict[str, Any]]]:
    rows = QuizVersion.objects.filter(is_current=True).values_list("lesson_id", "pk", "content")
    return {lesson_id: (pk, content) for lesson_id, pk, content in rows}


def _lasting_flags(event: Claimed) -> list[str]:
    """Return the flags that need no neighbour: what a decided claim of this plan was flagged with."""
    flags: list[str] = []
    is_sale = event.milestone == MilestoneCode.FIRST_SALE
    if is_sale and fiscal_year_be(event.happened_on) != fiscal_year_be(bangkok_date(event.at)):
        flags.append(OUTSIDE_FY_WINDOW)
    if event.tracking and not is_checked(event.tracking):
        flags.append(UNCHECKED_TRACKING)
    return flags
