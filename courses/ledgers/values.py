"""Confirming the amount of an order abroad: another person than who told it, or it goes back."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.ledgers.actions import clean_reason, note_change
from courses.ledgers.errors import AlreadyVoid, BadRow, NotTheSecond
from courses.ledgers.models import PromotionService, ValueState
from courses.ledgers.whom import may_write
from lms.accounts.models import User


def why_not_decide(service: PromotionService, user: User) -> str | Promise:
    """Return the sentence why this person may not decide about an amount; empty when they may."""
    if not user.is_active or not may_write(user):
        return _("Only managers and administrators confirm amounts.")
    if user.pk in (service.entered_by_id, service.value_told_by_id):
        return _("You entered this amount, so another person confirms it.")
    if not PromotionService.objects.visible_to(user).filter(pk=service.pk).exists():
        return _("This operator stands under another province. Ask the manager there, or an administrator.")
    return ""


@transaction.atomic
def confirm_value(service: PromotionService, *, by: User, at: datetime, reason: str = "") -> PromotionService:
    """Let the amount of an order count from now on. The same person twice is answered like the first time.

    Where the proof of the same sale was taken back, `reason` says what the amount rests on instead. Raises
    NotTheSecond, AlreadyVoid, or BadRow where that is missing, or the baht of another currency.
    """
    held = _held(service, by)
    if held.value_state == ValueState.CONFIRMED and held.value_by_id == by.pk:
        return held
    _require_waiting(held)
    if held.value_baht is None:
        raise BadRow(
            _("The amount in baht is missing. Whoever entered it writes it in the row first."),
            field="value_baht",
        )
    more = {"reason": clean_reason(reason)} if held.fallen_claim is not None else {}
    return _decided(held, ValueState.CONFIRMED, by, at, f"value_baht: {held.value_baht}", **more)


@transaction.atomic
def send_back_value(service: PromotionService, *, by: User, at: datetime, reason: str) -> PromotionService:
    """Send an amount back to who entered it, with the reason: it counts after it was corrected.

    Raises NotTheSecond, AlreadyVoid, or BadRow where no reason is given.
    """
    held, reason = _held(service, by), clean_reason(reason)
    if held.value_state == ValueState.RETURNED and held.value_by_id == by.pk:
        return held
    _require_waiting(held)
    held.value_reason = reason
    return _decided(held, ValueState.RETURNED, by, at, reason=reason)


def _held(service: PromotionService, by: User) -> PromotionService:
    held: PromotionService = (
        PromotionService.objects.select_for_update(of=("self",))
        .select_related("operator__learner")
        .get(pk=service.pk)
    )
    if sentence := why_not_decide(held, by):
        raise NotTheSecond(sentence)
    if held.is_void:
        raise AlreadyVoid
    return held


def _require_waiting(held: PromotionService) -> None:
    if held.value_state != ValueState.WAITING:
        raise NotTheSecond(_("Nothing waits here any more: somebody was faster. Load the page again."))


def _decided(
    held: PromotionService, state: ValueState, by: User, at: datetime, told: str = "", **more: str
) -> PromotionService:
    held.value_state, held.value_by, held.value_at = state, by, at
    held.save(update_fields=["value_state", "value_by", "value_at", "value_reason"])
    changed = [f"value_state: waiting → {state.value}", *([told] if told else [])]
    note_change(held, held.operator, changed, by, at, **more)
    return held
