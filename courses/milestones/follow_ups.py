"""Asking «do you still sell?» and keeping the answer with its evidence."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from courses.milestones.errors import ClaimRefused
from courses.milestones.follow_up_models import DAYS, Answer, FollowUp
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.milestones.querysets import CertificationQuerySet
from courses.people.models import Learner
from lms.dates import bangkok_date

BATCH = 1000
# A year after the first sale nobody is asked anew.
LATEST = 365


def ask_what_is_due(at: datetime) -> int:
    """Every hour: ask who counts what became due, each question once; returns how many are new.

    Who was certified so late that a later question is due already is asked that one alone. Who sent the
    evidence before the question came is not asked.
    """
    new = 0
    for after_days in DAYS:
        made = list(_due_now(after_days, at))
        for start in range(0, len(made), BATCH):
            rows = FollowUp.objects.bulk_create(made[start : start + BATCH], ignore_conflicts=True)
            new += len(rows)
    return new


@transaction.atomic
def answer_follow_up(follow_up: FollowUp, *, answer: str, at: datetime) -> FollowUp:
    """Keep what a seller answered. The first answer stands; the same again changes nothing."""
    if answer not in Answer.values:
        raise ClaimRefused(_("Choose one of the three answers."), field="answer")
    row = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if not row.answer:
        row.answer, row.answered_at = answer, at
        row.save(update_fields=["answer", "answered_at"])
    return row


def take_evidence(claim: Claim) -> None:
    """Bind the evidence of a later sale to the question that it answers. Runs when the claim is sent."""
    if claim.milestone not in (MilestoneCode.STILL_SELLING, MilestoneCode.LATER_SALE):
        return
    if claim.state == ClaimState.REPLACED:
        return
    is_m7 = claim.milestone == MilestoneCode.STILL_SELLING
    rows = FollowUp.objects.select_for_update(of=("self",)).filter(
        certification__learner=claim.learner_id,
        certification__revoked_at__isnull=True,
        after_days__in=[90] if is_m7 else [30, 180],
    )
    row = rows.order_by("-after_days").first()
    if row is None or row.answer in (Answer.PAUSED, Answer.STOPPED):
        # A sale that is sent after «stopped» is better news; the answer of that day stays true.
        return
    if row.claim is not None and row.claim.state in (ClaimState.PENDING, ClaimState.VERIFIED):
        return
    row.claim = claim
    if not row.answer:
        row.answer, row.answered_at = Answer.STILL_SELLING, claim.sent_at
    row.save(update_fields=["claim", "answer", "answered_at"])


def open_question(learner: Learner, at: datetime) -> FollowUp | None:
    """Return the one question that a learner should see now; None where nothing is asked."""
    found: FollowUp | None = FollowUp.objects.of_learner(learner, at).first()
    return found


def _due_now(after_days: int, at: datetime) -> Iterator[FollowUp]:
    """Yield the questions of one kind that are due and were not asked."""
    today = bangkok_date(at)
    until = next((days for days in DAYS if days > after_days), LATEST)
    asked = FollowUp.objects.filter(certification=OuterRef("pk"), after_days=after_days)
    people = Certification.objects.live().filter(
        ~Exists(asked),
        event_on__lte=today - timedelta(after_days),
        event_on__gt=today - timedelta(until),
    )
    rows = list(people.values_list("pk", "learner_id", "event_on"))
    sent = _evidence_sent(people) if rows and after_days == 90 else {}
    for pk, learner_id, event_on in rows:
        claim = sent.get(learner_id)
        yield FollowUp(
            certification_id=pk,
            after_days=after_days,
            due_on=event_on + timedelta(after_days),
            asked_at=at,
            claim=claim,
            answer=Answer.STILL_SELLING if claim else "",
            answered_at=claim.sent_at if claim else None,
        )


def _evidence_sent(people: CertificationQuerySet) -> dict[int, Claim]:
    """Return the claims of M7 of some people that wait or were verified, by learner."""
    states = (ClaimState.PENDING, ClaimState.VERIFIED)
    claims = Claim.objects.filter(
        milestone=MilestoneCode.STILL_SELLING, state__in=states, learner__in=people.values("learner")
    )
    return {claim.learner_id: claim for claim in claims}
