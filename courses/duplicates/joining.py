"""What cannot simply change its owner when two profiles become one: progress, claims, enrolments, consents.

Every function changes rows through the journal. `survivor` and `merged` are locked by the caller.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, ManyToOneRel

from courses.cohorts.models import Enrolment
from courses.duplicates.earlier_sales import outcome_of_merging
from courses.duplicates.journal import Journal, Row, columns_of, keep_what_changed
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Consent, Learner
from courses.practice.models import Submission, SubmissionState
from courses.progress.core import note_core_completion
from courses.progress.merge import merge_progress
from courses.progress.models import CoreCompletion, LessonProgress
from courses.shops.models import Shop

PROGRESS = LessonProgress._meta.label_lower
# No step: a person may have many that were verified.
LATER_SALE = MilestoneCode.LATER_SALE


def join_profile(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Let the survivor be as old as the older profile, and know what either of them knew.

    Who had sold before joining stands beside K1 from now on; the journal knows the way back.
    """
    outcome = outcome_of_merging(survivor, merged)
    known: dict[str, Any] = {
        name: getattr(survivor, name) or getattr(merged, name)
        for name in ("sex", "birth_year_be", "education")
    }
    known["joined_at"] = min(survivor.joined_at, merged.joined_at)
    known["sold_before"] = outcome.had_sold_before
    journal.set(survivor, **known)
    if outcome.first is not None and outcome.is_beside:
        journal.set(outcome.first, is_baseline_seller=True)


def join_enrolments(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Move enrolments; of two in one cohort the survivor's covers both, the other stays behind."""
    own = {row.cohort_id: row for row in Enrolment.objects.filter(learner=survivor)}
    for row in Enrolment.objects.filter(learner=merged):
        if twin := own.get(row.cohort_id):
            later = None
            if twin.left_at and row.left_at:
                later = twin if twin.left_at >= row.left_at else row
            journal.set(
                twin,
                joined_at=min(twin.joined_at, row.joined_at),
                left_at=later.left_at if later else None,
                left_reason=later.left_reason if later else "",
            )
    journal.move(Enrolment, "learner_id", merged.pk, survivor.pk)


def join_progress(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Join both rows of each lesson into the survivor's; copies of both stay in the journal."""
    own = {row.lesson_id: columns_of(row) for row in LessonProgress.objects.filter(learner=survivor)}
    for row in list(LessonProgress.objects.filter(learner=merged).order_by("pk")):
        journal.drop(row)
        joined = merge_progress(
            survivor.pk,
            row.lesson_id,
            watched=row.watched,
            furthest_ms=row.furthest_ms,
            best_percent=row.best_percent,
            opened_at=row.opened_at,
            quiz_passed_at=row.quiz_passed_at,
            practice_approved_at=row.practice_approved_at,
            seen_at=row.last_seen_at,
        )
        assert joined is not None  # lessons are withdrawn, never deleted
        done = [moment for moment in (joined.completed_at, row.completed_at) if moment]
        # A lesson that was complete stays complete, also where it asks for more today.
        LessonProgress.objects.filter(pk=joined.pk).update(completed_at=min(done, default=None))
        journal.became(LessonProgress.objects.get(pk=joined.pk), own.get(row.lesson_id))


def join_core(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Keep the earlier «core complete», or note one that both profiles reach only together."""
    own = CoreCompletion.objects.filter(learner=survivor).first()
    other = CoreCompletion.objects.filter(learner=merged).first()
    before = columns_of(own) if own else None
    if other is not None:
        if own is None:
            journal.move(CoreCompletion, "learner_id", merged.pk, survivor.pk)
            before = columns_of(CoreCompletion.objects.get(learner=survivor))
        elif (other.reached_at, other.pk) < (own.reached_at, own.pk):
            columns = ("track_id", "cohort_id", "reached_at")
            journal.set(own, **{name: getattr(other, name) for name in columns})
            before = columns_of(own)
    note_core_completion(survivor)
    now = CoreCompletion.objects.filter(learner=survivor).first()
    if now is not None:
        journal.became(now, before)


def join_certifications(journal: Journal, survivor: Learner, merged: Learner, *, at: datetime) -> None:
    """Keep the earliest first sale; the other counts no longer, and stays with its claim."""
    live = list(Certification.objects.live().filter(learner__in=(survivor, merged)).select_related("claim"))
    live.sort(key=lambda row: (row.event_on, row.certified_at, row.pk))
    loser = live[1] if len(live) == 2 else None
    if loser is not None:
        winner = live[0]
        journal.set(loser, merged_away_at=at)
        if winner.learner_id == merged.pk:
            journal.swap(winner.claim, loser.claim)
            journal.set(winner, learner_id=survivor.pk)
            journal.set(loser, learner_id=merged.pk)
    journal.move(Certification, "learner_id", merged.pk, survivor.pk, without=[loser.pk] if loser else ())


def join_claims(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Move claims. Of two verified the earlier counts, the other stays behind; of two waiting the later
    one, and any that waits for a step that is verified, is replaced."""
    steps: dict[str, list[Claim]] = defaultdict(list)
    for claim in Claim.objects.filter(learner__in=(survivor, merged)).order_by("sent_at", "pk"):
        steps[claim.milestone].append(claim)
    behind = []
    for milestone, claims in steps.items():
        verified = [claim for claim in claims if claim.state == ClaimState.VERIFIED]
        own = [claim for claim in verified if claim.learner_id == survivor.pk]
        others = [claim for claim in verified if claim.learner_id == merged.pk]
        if own and others and milestone != LATER_SALE:
            is_earlier = (others[0].happened_on, others[0].sent_at) < (own[0].happened_on, own[0].sent_at)
            # The first sale has gone where its certification went.
            if is_earlier and milestone != MilestoneCode.FIRST_SALE:
                journal.swap(others[0], own[0])
                others[0] = own[0]
            behind += [claim.pk for claim in others]
        waiting = [claim for claim in claims if claim.state == ClaimState.PENDING]
        for claim in waiting if verified and milestone != LATER_SALE else waiting[1:]:
            _forget_buyer(claim)
            journal.set(claim, state=ClaimState.REPLACED, flags=[])
    journal.move(Claim, "learner_id", merged.pk, survivor.pk, without=behind)


def _forget_buyer(claim: Claim) -> None:
    """Forget who bought, as for every claim that waits no more: not even the journal keeps a third person."""
    Claim.objects.filter(pk=claim.pk).update(buyer_name="", buyer_phone="")


def join_work(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Move practice work; of two that wait for one lesson the later one is replaced."""
    waiting: dict[Any, list[Submission]] = defaultdict(list)
    rows = Submission.objects.filter(learner__in=(survivor, merged), state=SubmissionState.PENDING)
    for work in rows.order_by("sent_at", "pk"):
        waiting[work.lesson_id].append(work)
    for works in waiting.values():
        for work in works[1:]:
            journal.set(work, state=SubmissionState.REPLACED)
    journal.move(Submission, "learner_id", merged.pk, survivor.pk)


def join_shops(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Move shops. A shop that both had is the survivor's, with all that hangs on the other."""
    own = {shop.url_key: shop for shop in Shop.objects.filter(learner=survivor)}
    for shop in Shop.objects.filter(learner=merged):
        if twin := own.get(shop.url_key):
            for model, column in pointing_at(Shop):
                journal.move(model, column, shop.pk, twin.pk)
    journal.move(Shop, "learner_id", merged.pk, survivor.pk)


def join_consents(journal: Journal, survivor: Learner, merged: Learner) -> None:
    """Move consents; one live per purpose stays, and the person's last word holds: a later no ends a yes."""
    journal.move(Consent, "learner_id", merged.pk, survivor.pk)
    rows = list(Consent.objects.filter(learner__in=(survivor, merged)))
    for live in rows:
        if live.withdrawn_at is not None:
            continue
        noes = [row.withdrawn_at for row in rows if row.purpose == live.purpose and row.withdrawn_at]
        if noes and max(noes) > live.given_at:
            journal.set(live, withdrawn_at=max(noes))


def certifications_follow_claims(people: Iterable[Learner]) -> None:
    """Give a certification that came in between to the person whose claim it is."""
    rows = Certification.objects.filter(learner__in=list(people)).exclude(learner=F("claim__learner"))
    for row in rows.select_related("claim"):
        Certification.objects.filter(pk=row.pk).update(learner_id=row.claim.learner_id)


def pointing_at(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return the tables and columns that point at a model, whatever room they are of."""
    relations = [field for field in model._meta.get_fields(include_hidden=True) if field.auto_created]
    return [
        (relation.related_model, relation.field.attname)
        for relation in relations
        if isinstance(relation, ManyToOneRel)
    ]


def split_progress(now: Row, before: Row | None, after: Row) -> Row | None:
    """Return the survivor's progress without what the other profile had brought, but with what came since."""
    columns = keep_what_changed(now, before, after)
    if before is not None:
        if columns and "watched" in before:
            columns["watched"] = before["watched"] | (now["watched"] & ~after["watched"])
        return columns
    if columns is None:
        return None
    fresh = {name: None for name in after if name.endswith("_at") or name == "best_percent"}
    empty: Row = {**fresh, "watched": 0, "furthest_ms": 0}
    kept = {name: empty[name] if now[name] == after[name] else now[name] for name in empty}
    return {**kept, "watched": now["watched"] & ~after["watched"]}
