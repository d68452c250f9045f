"""What people did, turned into rows: attempts, practice work, progress, shops, claims, certifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from courses.milestones.flag_codes import OUTSIDE_FY_WINDOW, UNCHECKED_TRACKING
from courses.milestones.flags import refresh_flags
from courses.milestones.models import (
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
    Learner,
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
from lms.demo.story.bulk import insert
from lms.demo.story.files import Master, Store, pool_master
from lms.demo.story.plan import Answered, Claimed, Event, LessonSpec, Sent, Watched

# Other rows refer to these by numbers that the database gives, or were made before those that they refer to.
NUMBERED = ("shops", "claims", "certifications", "references")


@dataclass
class Rows:
    """Rows waiting to be written, in the order in which they refer to each other."""

    progress: list[LessonProgress] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    submission_files: list[SubmissionFile] = field(default_factory=list)
    cores: list[CoreCompletion] = field(default_factory=list)
    shops: list[Shop] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    certifications: list[Certification] = field(default_factory=list)
    references: list[UsedReference] = field(default_factory=list)
    coverings: list[Covering] = field(default_factory=list)
    second_looks: list[SecondLook] = field(default_factory=list)


class Facts:
    """Gathers the rows of one person after another, then writes all of them."""

    def __init__(
        self, lessons: Sequence[LessonSpec], users: Mapping[str, User], masters: Mapping[UUID, Master]
    ) -> None:
        self.lessons = {lesson.code: lesson for lesson in lessons}
        self.by_key = {lesson.key: lesson for lesson in lessons}
        self.versions = {
            version.lesson_id: version for version in QuizVersion.objects.filter(is_current=True)
        }
        self.positions = dict(Track.objects.values_list("code", "position"))
        self.users = users
        self.masters = masters
        self.rows = Rows()
        self.store = Store()
        self._progress: dict[UUID, LessonProgress] = {}
        self._shops: dict[str, Shop] = {}
        self._verified_sale: Claim | None = None
        self._hashes: dict[UUID, set[str]] = {}

    def add(self, event: Event, learner: Learner) -> None:
        """Take in one event of a person; events come in the order of time."""
        if isinstance(event, Watched):
            self._watched(event, learner)
        elif isinstance(event, Answered):
            self._answered(event, learner)
        elif isinstance(event, Sent):
            self._sent(event, learner)
        else:
            self._claimed(event, learner)

    def close(self, learner: Learner, cohort: Cohort) -> None:
        """Finish a person: completed lessons, the core, and whether they count."""
        for row in self._progress.values():
            row.completed_at = self._completed_at(row)
        self.rows.progress += self._progress.values()
        core = self._core(learner, cohort)
        if self._verified_sale is not None and core is not None:
            self._certify(self._verified_sale, core, cohort)
        self._progress, self._shops, self._verified_sale = {}, {}, None

    def write(self) -> None:
        """Write all rows, then flag the claims that still wait as the action would."""
        insert(self.store.rows)
        for name, rows in vars(self.rows).items():
            if name not in NUMBERED:
                insert(rows)
            elif rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=500)
        for claim in self.rows.claims:
            if claim.state == ClaimState.PENDING:
                refresh_flags(claim)

    # --- lessons --------------------------------------------------------------------------------
    def _row(self, code: str, learner: Learner) -> LessonProgress:
        key = self.lessons[code].key
        return self._progress.setdefault(key, LessonProgress(learner=learner, lesson_id=key))

    def _watched(self, event: Watched, learner: Learner) -> None:
        row = self._row(event.lesson, learner)
        row.watched |= event.watched
        row.furthest_ms = max(row.furthest_ms, event.furthest_ms)
        _seen(row, event.at)

    def _answered(self, event: Answered, learner: Learner) -> None:
        version = self.versions[self.lessons[event.lesson].key]
        mark = mark_quiz(version.content, event.answers)
        attempt = Attempt(
            id=event.id,
            learner=learner,
            quiz_version=version,
            answers=event.answers,
            score=mark.score,
            max_score=mark.max_score,
            is_passed=mark.is_passed,
            answered_at=event.at,
            received_at=event.at,
        )
        self.rows.attempts.append(attempt)
        row = self._row(event.lesson, learner)
        row.best_percent = max(row.best_percent or 0, attempt.percent)
        if mark.is_passed:
            row.quiz_passed_at = row.quiz_passed_at or event.at
        _seen(row, event.at)

    def _sent(self, event: Sent, learner: Learner) -> None:
        decision = event.decision
        state = SubmissionState.PENDING
        if decision is not None:
            state = SubmissionState.APPROVED if decision.good else SubmissionState.RETURNED
        submission = Submission(
            id=event.id,
            learner=learner,
            lesson_id=self.lessons[event.lesson].key,
            text=event.text,
            checklist=list(event.ticks),
            state=state,
            sent_at=event.at,
            decided_by=self.users[decision.by] if decision else None,
            decided_at=decision.at if decision else None,
            feedback=decision.words if decision else "",
        )
        self.rows.submissions.append(submission)
        for file_id, name in event.files:
            stored = self.store.keep(file_id, pool_master(name), learner.user_id, event.at)
            self.rows.submission_files.append(SubmissionFile(submission=submission, stored_file=stored))
        if state == SubmissionState.APPROVED and decision is not None:
            self._row(event.lesson, learner).practice_approved_at = decision.at

    def _completed_at(self, row: LessonProgress) -> datetime | None:
        lesson = self.by_key[row.lesson_id]
        wanted = [row.quiz_passed_at] * (lesson.quiz is not None) + [
            row.practice_approved_at
        ] * lesson.has_practice
        if not wanted:
            return row.opened_at
        reached = [moment for moment in wanted if moment is not None]
        return max(reached) if len(reached) == len(wanted) else None

    def _core(self, learner: Learner, cohort: Cohort) -> CoreCompletion | None:
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
        done = CoreCompletion(
            learner=learner, track_id=core.track_code, cohort=cohort, reached_at=core.reached_at
        )
        self.rows.cores.append(done)
        return done

    # --- selling --------------------------------------------------------------------------------
    def _claimed(self, event: Claimed, learner: Learner) -> None:
        claim = self._claim(event, learner)
        self.rows.claims.append(claim)
        for picture in event.pictures:
            stored = self.store.keep(picture.id, self.masters[picture.id], learner.user_id, event.at)
            self._hashes.setdefault(claim.id, set()).add(stored.sent_sha256)
            self.rows.evidence.append(
                Evidence(claim=claim, kind=picture.kind, stored_file=stored, sha256=stored.sent_sha256)
            )
            if claim.state == ClaimState.VERIFIED:
                said = {"outcome": CoverOutcome.CLEAN, "by": claim.decided_by, "at": claim.decided_at}
                self.rows.coverings.append(Covering(stored_file=stored, **said))
        if claim.state == ClaimState.VERIFIED and claim.milestone == MilestoneCode.FIRST_SALE:
            self._verified_sale = claim

    def _claim(self, event: Claimed, learner: Learner) -> Claim:
        decision = event.decision
        state = ClaimState.PENDING
        if decision is not None:
            state = ClaimState.VERIFIED if decision.good else ClaimState.RETURNED
        link = tidy_link(event.url) if event.url else None
        shop = self._shop(event, learner)
        return Claim(
            id=event.id,
            learner=learner,
            submitted_by_id=learner.user_id,
            milestone=event.milestone,
            shop=shop,
            happened_on=event.happened_on,
            url=link.url if link else "",
            url_key=link.key if link else "",
            tracking_number=event.tracking,
            note=event.note,
            flags=_lasting_flags(event),
            state=state,
            sent_at=event.at,
            decided_by=self.users[decision.by] if decision else None,
            decided_at=decision.at if decision else None,
            reason=decision.words if decision and not decision.good else "",
        )

    def _shop(self, event: Claimed, learner: Learner) -> Shop | None:
        """Return the shop of a claim: opened by «shop open», stood in by the only one there is later."""
        if event.milestone != MilestoneCode.SHOP_OPEN:
            return next(reversed(self._shops.values()), None)
        link = tidy_link(event.url)
        if link.key not in self._shops:
            shop = Shop(
                learner=learner, platform=link.platform or event.platform, name=event.shop_name,
                url=link.url, url_key=link.key, created_at=event.at,
            )  # fmt: skip
            self._shops[link.key] = shop
            self.rows.shops.append(shop)
        shop = self._shops[link.key]
        shop.named_at = event.at
        return shop

    def _certify(self, claim: Claim, core: CoreCompletion, cohort: Cohort) -> None:
        certification = Certification(
            learner=claim.learner,
            claim=claim,
            event_on=claim.happened_on,
            fiscal_year_be=fiscal_year_be(claim.happened_on),
            community_id=cohort.community_id,
            cohort=cohort,
            trainer_id=cohort.trainer_id,
            track_id=core.track_id,
            is_demonstration=True,
            is_baseline_seller=claim.learner.sold_before,
            certified_by=claim.decided_by,
            certified_at=claim.decided_at or claim.sent_at,
        )
        self.rows.certifications.append(certification)
        by, at = certification.certified_by, certification.certified_at
        if look := second_look_of(claim, by=by, at=at, percent=DEFAULT_PERCENT):
            self.rows.second_looks.append(look)
        values = {(ReferenceKind.IMAGE, sha256) for sha256 in self._hashes[claim.id]}
        if claim.tracking_number:
            values.add((ReferenceKind.TRACKING, claim.tracking_number))
        self.rows.references += [
            UsedReference(certification=certification, kind=kind, value=value)
            for kind, value in sorted(values)
        ]


def _seen(row: LessonProgress, at: datetime) -> None:
    row.opened_at = row.opened_at or at
    row.last_seen_at = at


def _lasting_flags(event: Claimed) -> list[str]:
    """Return the flags that need no neighbour: what a decided claim of this plan was flagged with."""
    flags = []
    is_sale = event.milestone == MilestoneCode.FIRST_SALE
    if is_sale and fiscal_year_be(event.happened_on) != fiscal_year_be(bangkok_date(event.at)):
        flags.append(OUTSIDE_FY_WINDOW)
    if event.tracking and not is_checked(event.tracking):
        flags.append(UNCHECKED_TRACKING)
    return flags
