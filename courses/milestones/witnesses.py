"""What a trainer says of a sale that they saw, and suspending a learner whose evidence was not honest."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.models import Enrolment
from courses.milestones.deciders import is_own_trainer
from courses.milestones.errors import NotYours, StatementRefused
from courses.milestones.flags import refresh_flags
from courses.milestones.models import Claim, ClaimState
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.people.models import Learner
from lms.accounts.models import User
from lms.dates import bangkok_date

LONGEST_PLACE, LONGEST_TEXT = 200, 1000


@transaction.atomic
def witness_sale(
    learner: Learner, *, statement_id: UUID, by: User, happened_on: date, place: str, text: str, at: datetime
) -> WitnessStatement:
    """Keep that the learner's trainer saw a sale: one weak piece of evidence for a claim of that day.

    The same statement again changes nothing. Who witnessed cannot verify that sale. Raises `NotYours`,
    `StatementRefused`.
    """
    if not by.is_active or not is_own_trainer(by, learner):
        raise NotYours(_("Only the trainer of this learner says what they saw."))
    if kept := WitnessStatement.objects.filter(pk=statement_id, learner=learner, witness=by).first():
        return kept
    if happened_on > bangkok_date(at):
        raise StatementRefused(
            _("This day is still to come. Put in the day when it happened."), field="happened_on"
        )
    if happened_on < bangkok_date(learner.joined_at):
        raise StatementRefused(_("This day lies before the learner joined."), field="happened_on")
    place, text = place.strip()[:LONGEST_PLACE], text.strip()[:LONGEST_TEXT]
    if not place or not text:
        raise StatementRefused(_("Say where you were and what you saw."), field="text")
    try:
        with transaction.atomic():
            statement = WitnessStatement.objects.create(
                pk=statement_id,
                learner=learner,
                witness=by,
                happened_on=happened_on,
                place=place,
                text=text,
                made_at=at,
            )
    except IntegrityError as error:
        raise StatementRefused(
            _("You have said already what you saw on this day."), field="happened_on"
        ) from error
    _note(Verb.CHANGED, learner, by=by, at=at, what="witness", row=statement.pk)
    _flag_again(learner)
    return statement


@transaction.atomic
def suspend_learner(learner: Learner, *, by: User, at: datetime, reason: str) -> Suspension:
    """Ask everybody to look twice at a learner's evidence. Suspending twice changes nothing.

    Managers and administrators only. It decides nothing by itself: claims can be sent and verified.
    """
    _require_manager(learner, by)
    reason = reason.strip()[:LONGEST_TEXT]
    if not reason:
        raise StatementRefused(_("Say why, so that others understand it."), field="reason")
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if running := Suspension.objects.filter(learner=learner, lifted_at__isnull=True).first():
        return running
    row = Suspension.objects.create(learner=learner, reason=reason, suspended_by=by, suspended_at=at)
    _note(Verb.SUSPENDED, learner, by=by, at=at, what="suspension", row=row.pk)
    _flag_again(learner)
    return row


@transaction.atomic
def lift_suspension(learner: Learner, *, by: User, at: datetime) -> Suspension | None:
    """End the running suspension; None where there is none."""
    _require_manager(learner, by)
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    row = Suspension.objects.filter(learner=learner, lifted_at__isnull=True).first()
    if row is None:
        return None
    row.lifted_by, row.lifted_at = by, at
    row.save(update_fields=["lifted_by", "lifted_at"])
    _note(Verb.RESUMED, learner, by=by, at=at, what="suspension", row=row.pk)
    _flag_again(learner)
    return row


def _require_manager(learner: Learner, by: User) -> None:
    may = by.is_active and (by.is_manager or by.is_administrator)
    if not may or not Enrolment.objects.visible_to(by).filter(learner=learner).exists():
        raise NotYours(_("Only programme managers and administrators suspend a learner."))


def _flag_again(learner: Learner) -> None:
    for claim in Claim.objects.filter(learner=learner, state=ClaimState.PENDING).order_by("pk"):
        refresh_flags(claim)


def _note(verb: Verb, learner: Learner, *, by: User, at: datetime, what: str, row: object) -> None:
    note(verb, by=by, at=at, person=learner.public_id, subject=(what, row), details={"what": what})
