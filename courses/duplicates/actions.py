"""The verdicts about two profiles: one person (a merge, which can be undone), or two people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.models import Enrolment
from courses.duplicates import joining
from courses.duplicates.earlier_sales import judge_anew
from courses.duplicates.errors import CannotMerge, CannotUndo, NotYours, PairDecided
from courses.duplicates.journal import Journal, undo
from courses.duplicates.models import DuplicateCard, DuplicateKey, DuplicatePair, Merge, PairState
from courses.milestones.models import Certification, Claim
from courses.people.models import Consent, Learner
from courses.practice.models import Submission, SubmissionState
from courses.progress.core import note_core_completion
from courses.progress.merge import merge_progress
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import Attempt
from courses.shops.models import Shop
from lms.accounts.models import User

ERASED = _("This person's data was erased already.")
# Moved with care by `joining`, or about profiles and not about what the person did.
OWN_WAY = (
    Certification, Claim, Consent, CoreCompletion, DuplicateCard, DuplicateKey, DuplicatePair, Enrolment,
    LessonProgress, Merge, Shop, Submission,
)  # fmt: skip


@transaction.atomic
def merge_people(pair: DuplicatePair, *, survivor: Learner, by: User, at: datetime) -> Merge:
    """Make two profiles one person: all that was learnt, sent and sold belongs to `survivor` then.

    The earliest certified first sale stays; another one counts no longer. Raises `NotYours`,
    `PairDecided` when somebody else was faster, or `CannotMerge`.
    """
    survivor, merged = _locked(pair, survivor)
    pair = _undecided(pair, by)
    _refuse_what_cannot_be(survivor, merged)
    merge = Merge.objects.create(survivor=survivor, merged=merged, pair=pair, merged_by=by, merged_at=at)
    merge.changes = _join(survivor, merged, at=at).lines
    merge.save(update_fields=["changes"])
    _decide(pair, PairState.MERGED, by=by, at=at)
    _compare_again(survivor, merged)
    for person, other in ((survivor, merged), (merged, survivor)):
        details = {"survivor": str(survivor.public_id), "other": str(other.public_id)}
        note(Verb.MERGED, by=by, at=at, person=person.public_id, subject=("merge", merge.pk), details=details)
    return merge


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, at: datetime) -> Merge:
    """Make one person two profiles again, each row as it was. Undoing twice changes nothing.

    What came in between stays with the survivor. Raises `NotYours`, or `CannotUndo` while a newer merge
    of the same people stands or something new holds an old place.
    """
    people = Learner.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    both = {person.pk: person for person in people.filter(pk__in=(merge.survivor_id, merge.merged_id))}
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if not _may_decide(by) or not Merge.objects.visible_to(by).filter(pk=merge.pk).exists():
        raise NotYours(_("This person is not in your area. Another manager has to look at it."))
    if merge.undone_at is not None:
        return merge
    if any(person.erased_at for person in both.values()):
        raise CannotUndo(ERASED)
    _refuse_while_newer_stands(merge)
    try:
        with transaction.atomic():
            undo(merge.changes, splits={joining.PROGRESS: joining.split_progress})
            joining.certifications_follow_claims(both.values())
            judge_anew(both, since=merge.merged_at)
    except IntegrityError as error:
        raise CannotUndo(
            _("Something that came after the merge stands in the way. Take that back first, then undo.")
        ) from error
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])
    _bring_up(both[merge.survivor_id], since=merge.merged_at)
    if merge.pair_id:
        DuplicatePair.objects.filter(pk=merge.pair_id, state=PairState.MERGED).update(
            state=PairState.OPEN, decided_by=None, decided_at=None
        )
    _compare_again(*both.values())
    for person in both.values():
        note(Verb.UNMERGED, by=by, at=at, person=person.public_id, subject=("merge", merge.pk))
    return merge


@transaction.atomic
def keep_apart(pair: DuplicatePair, *, by: User, at: datetime) -> DuplicatePair:
    """Say that two profiles are two people: never suggested again unless something new speaks for it."""
    pair = _undecided(pair, by)
    _decide(pair, PairState.APART, by=by, at=at)
    for person in (pair.first, pair.second):
        note(Verb.KEPT_APART, by=by, at=at, person=person.public_id, subject=("pair", pair.pk))
    return pair


def who_should_stay(one: Learner, other: Learner) -> Learner:
    """Return whom to keep unless somebody chooses: the earliest certified sale, else the longer history."""
    sales = {
        row.learner_id: (row.event_on, row.certified_at)
        for row in Certification.objects.live().filter(learner__in=(one, other))
    }
    if sales:
        return one if min(sales, key=lambda pk: sales[pk]) == one.pk else other
    return max(one, other, key=lambda person: (*_history(person), -person.pk))


def _history(person: Learner) -> tuple[int, int]:
    facts = (Claim, Attempt, Submission)
    return sum(model.objects.filter(learner=person).count() for model in facts), (
        LessonProgress.objects.filter(learner=person).count()
    )


def _may_decide(by: User) -> bool:
    return by.is_active and (by.is_manager or by.is_administrator)


def _locked(pair: DuplicatePair, survivor: Learner) -> tuple[Learner, Learner]:
    """Hold both people in the order of their keys: two merges never wait for one another in a ring."""
    people = Learner.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    first, second = people.filter(pk__in=(pair.first_id, pair.second_id))
    if survivor.pk not in (first.pk, second.pk):
        raise CannotMerge(_("Choose one of the two profiles."), field="survivor")
    return (first, second) if survivor.pk == first.pk else (second, first)


def _undecided(pair: DuplicatePair, by: User) -> DuplicatePair:
    rows = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first", "second")
    not_yours = NotYours(_("You do not see both of these people. Another manager has to look at it."))
    if not _may_decide(by):
        raise not_yours
    pair = rows.get(pk=pair.pk)
    # Asked first: after a merge one of the two is in nobody's sight any more.
    if pair.state != PairState.OPEN:
        raise PairDecided(_("Somebody else has just decided about these two. Nothing was changed now."))
    if not DuplicatePair.objects.visible_to(by).filter(pk=pair.pk).exists():
        raise not_yours
    return pair


def _refuse_what_cannot_be(survivor: Learner, merged: Learner) -> None:
    if survivor.erased_at or merged.erased_at:
        raise CannotMerge(ERASED)
    if survivor.merged_into_id or merged.merged_into_id:
        raise CannotMerge(_("One of the two was merged already. Look at the profile that stayed."))
    kinds = {
        (row.cohort.is_demonstration or row.cohort.community.is_demonstration)
        for row in Enrolment.objects.filter(learner__in=(survivor, merged)).select_related(
            "cohort__community"
        )
    }
    if len(kinds) > 1:
        raise CannotMerge(_("Real people and demonstration people are never merged."))


def _refuse_while_newer_stands(merge: Merge) -> None:
    people = (merge.survivor_id, merge.merged_id)
    newer = Merge.objects.standing().filter(pk__gt=merge.pk)
    if newer.filter(survivor__in=people).exists() or newer.filter(merged__in=people).exists():
        raise CannotUndo(_("One of these profiles was merged once more. Undo the newer merge first."))


def _decide(pair: DuplicatePair, state: PairState, *, by: User, at: datetime) -> None:
    pair.state, pair.decided_by, pair.decided_at, pair.decided_features = state, by, at, pair.features
    pair.save(update_fields=["state", "decided_by", "decided_at", "decided_features"])


def _join(survivor: Learner, merged: Learner, *, at: datetime) -> Journal:
    """Move everything that points at the merged profile, whatever room it is of."""
    journal = Journal()
    joining.join_profile(journal, survivor, merged)
    joining.join_enrolments(journal, survivor, merged)
    joining.join_certifications(journal, survivor, merged, at=at)
    joining.join_claims(journal, survivor, merged)
    joining.join_work(journal, survivor, merged)
    joining.join_shops(journal, survivor, merged)
    joining.join_consents(journal, survivor, merged)
    joining.join_progress(journal, survivor, merged)
    for model, column in joining.pointing_at(Learner):
        if model not in OWN_WAY:  # `merged_into` too: who was merged into the one now points at the other
            journal.move(model, column, merged.pk, survivor.pk)
    joining.join_core(journal, survivor, merged)
    journal.set(merged, merged_into_id=survivor.pk)
    return journal


def _compare_again(*people: Learner) -> None:
    """Forget what the search knows of these people, so that the next minute compares them anew."""
    DuplicateKey.objects.filter(learner__in=people).delete()
    DuplicateCard.objects.filter(learner__in=people).delete()


def _bring_up(person: Learner, *, since: datetime) -> None:
    """Join what a survivor's own new facts say into their progress, which was just put back."""
    for attempt in Attempt.objects.filter(learner=person, received_at__gt=since).select_related(
        "quiz_version"
    ):
        passed = attempt.answered_at if attempt.is_passed else None
        merge_progress(
            person.pk, attempt.quiz_version.lesson_id, best_percent=attempt.percent, quiz_passed_at=passed
        )
    approved = Submission.objects.filter(learner=person, state=SubmissionState.APPROVED, decided_at__gt=since)
    for work in approved:
        merge_progress(person.pk, work.lesson_id, practice_approved_at=work.decided_at)
    if not CoreCompletion.objects.filter(learner=person).exists():
        note_core_completion(person)
