"""One-time codes for learners who forgot their PIN: a trainer gives one, the learner uses it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.accounts.errors import CodeBlocked, CodeOver, CodeUsed, CodeWrong, FormTooOld, PinTakenOnPhone
from lms.accounts.models import MOST_WRONG_TRIES, PinCode, User
from lms.accounts.pins import encode_secret, pin_is_free

CODE_DIGITS = 6
CODE_MINUTES = 30
DAYS_KEPT = 365
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class IssuedCode:
    """A code at the one moment when it can be read; the database keeps its hash only."""

    row: PinCode
    digits: str

    @property
    def spaced(self) -> str:
        """Return the code as it is read out: «482 915»."""
        return f"{self.digits[:3]} {self.digits[3:]}"


def _digits(code_id: UUID) -> str:
    """Return the code that belongs to a form's number.

    Made from the site's key and not drawn by lot, so that a form sent twice shows the same code.
    """
    mark = salted_hmac("lms.accounts.code", str(code_id), algorithm="sha256").hexdigest()
    return f"{int(mark, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


@transaction.atomic
def issue_pin_code(user: User, *, code_id: UUID, by: User, at: datetime) -> IssuedCode:
    """Give a learner a code for 30 minutes; earlier ones work no longer.

    `code_id` comes from the form: the same form again is answered with the same code. Raises
    FormTooOld where that form's code is over or was another's.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    digits = _digits(code_id)
    before = PinCode.objects.filter(pk=code_id).first()
    if before is not None:
        if (before.user_id, before.issued_by_id) != (user.pk, by.pk) or not before.is_open(at):
            raise FormTooOld
        return IssuedCode(before, digits)
    user.pin_codes.filter(closed_at__isnull=True).update(closed_at=at)
    row = PinCode.objects.create(
        id=code_id,
        user=user,
        code_hash=encode_secret(user.phone, digits, purpose="code"),
        issued_by=by,
        issued_at=at,
        expires_at=at + timedelta(minutes=CODE_MINUTES),
    )
    log.info("profile %s gave profile %s a code", by.pk, user.pk)
    return IssuedCode(row, digits)


def redeem_pin_code(phone: str, *, code: str, pin: str, at: datetime) -> User:
    """Set a new PIN for whoever holds the right code of a phone; return their profile.

    `phone`, `code` and the new `pin` are clean. Raises CodeWrong alike for an unknown phone, a phone
    without a code and a wrong code; the other refusals only to someone who has the right code.
    """
    wanted = encode_secret(phone, code, purpose="code")
    with transaction.atomic():
        rows = PinCode.objects.select_for_update(of=("self",)).filter(user__phone=phone, user__is_active=True)
        row = _matching(list(rows.select_related("user").order_by("-issued_at")), wanted)
        if row is not None:
            return _use(row, pin, at)
        open_rows = rows.filter(closed_at__isnull=True, expires_at__gt=at)
        open_rows.update(wrong_tries=F("wrong_tries") + 1)
    raise CodeWrong


def forget_old_codes(at: datetime) -> int:
    """Delete the codes of more than a year ago; until then it can be seen who gave whom one."""
    return PinCode.objects.filter(issued_at__lt=at - timedelta(days=DAYS_KEPT)).delete()[0]


def _matching(rows: list[PinCode], wanted: str) -> PinCode | None:
    fitting = [row for row in rows if constant_time_compare(row.code_hash, wanted)]
    return fitting[0] if fitting else None


def _use(row: PinCode, pin: str, at: datetime) -> User:
    """Spend a code; raises the sentence that fits where it cannot be spent."""
    if row.closed_at is not None:
        raise CodeUsed
    if at >= row.expires_at:
        raise CodeOver
    if row.wrong_tries >= MOST_WRONG_TRIES:
        raise CodeBlocked
    user = row.user
    if not pin_is_free(user.phone, pin, except_user=user):
        raise PinTakenOnPhone
    row.closed_at = row.used_at = at
    row.save(update_fields=["closed_at", "used_at"])
    user.set_password(pin)
    user.save(update_fields=["password"])
    log.info("profile %s set a new PIN with a code", user.pk)
    return user
