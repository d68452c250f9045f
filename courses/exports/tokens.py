"""Programs that may read: given and stopped by administrators, limited to scopes and to an area."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.exports.errors import BadQuestion, OutsideArea, ScopeMissing, TokenMissing, TooOften
from courses.exports.models import ApiToken
from lms.accounts.models import User
from lms.dates import bangkok_date, now
from lms.geo import is_known_place, known_code

SCOPES = {
    "figures": _("Figures, areas and communities"),
    "lists": _("Cohorts"),
    "people": _("Certified people, without names"),
}
NO_AREA = _("This area code does not exist. Leave it empty for the country.")
LONGEST_DAYS = 366
PER_MINUTE = 120
_PREFIX = "kp_"


def give_token(
    *, name: str, scopes: Sequence[str], area_code: str, days: int, form_id: UUID, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """Give a program access; returns the row and the token, which is shown this once.

    The token is made from the site's key and the form's number: the same form again shows the same
    token and makes no second one. Raises `BadQuestion`.
    """
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not name.strip():
        raise BadQuestion(_("Say which program it is for."), field="name")
    if not chosen:
        raise BadQuestion(_("Tick what the program may read."), field="scopes")
    if area_code and not is_known_place(area_code):
        raise BadQuestion(NO_AREA, field="area_code")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadQuestion(_("Give between 1 and 366 days."), field="days")
    token = _PREFIX + salted_hmac("courses.exports.token", str(form_id), algorithm="sha256").hexdigest()
    with transaction.atomic():
        row, is_new = ApiToken.objects.get_or_create(
            form_id=form_id,
            defaults={
                "name": name.strip()[:120],
                "token_hash": hash_of(token),
                "mark": token[:9],
                "scopes": chosen,
                "area_code": area_code,
                "given_by": by,
                "given_at": at,
                "expires_at": at + timedelta(days=days),
            },
        )
        if is_new:
            details: dict[str, Any] = {"scopes": chosen, "area": area_code}
            note(Verb.TOKEN_GIVEN, by=by, at=at, subject=("token", row.pk), details=details)
    return row, token


def stop_token(row: ApiToken, *, by: User, at: datetime) -> None:
    """Take a program's access away, at once. Twice is once."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=row.pk, stopped_at__isnull=True).update(stopped_at=at):
            note(Verb.TOKEN_STOPPED, by=by, at=at, subject=("token", row.pk))


def hash_of(token: str) -> str:
    """Return what is kept of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class ReadToken(HttpBearer):
    """Opens an operation to programs with one scope; the row stands at `request.auth`."""

    def __init__(self, scope: str):
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """Refuse with words where there is no token at all."""
        if not request.headers.get("Authorization", "").lower().startswith("bearer "):
            raise TokenMissing
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Return the row of a token in force; raises `TokenMissing`, `ScopeMissing` or `TooOften`."""
        at = now()
        row = ApiToken.objects.filter(
            token_hash=hash_of(token), stopped_at__isnull=True, expires_at__gt=at
        ).first()
        if row is None:
            raise TokenMissing
        _count(row, at)
        if self.scope not in row.scopes:
            raise ScopeMissing
        today = bangkok_date(at)
        if row.last_used_on != today:
            ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)
        return row


def _count(row: ApiToken, at: datetime) -> None:
    minute = f"api-token-{row.pk}-{int(at.timestamp() // 60)}"
    cache.add(minute, 0, 120)
    try:
        used = cache.incr(minute)
    except ValueError:  # its minute ended between the two lines
        return
    if used > PER_MINUTE:
        raise TooOften


def area_for(row: ApiToken, wanted: str) -> str:
    """Return the area to read for a token, by its code in use today: the one asked for, else its own.

    Raises `BadQuestion` for what names no place, `OutsideArea`.
    """
    asked, own = known_code(wanted), known_code(row.area_code) or row.area_code
    if wanted and not asked:
        raise BadQuestion(NO_AREA, field="area")
    if own and asked and not asked.startswith(own):
        raise OutsideArea
    return asked or own
