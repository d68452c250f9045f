"""Submit tokens: given to a phone while its profile is signed in, used long after, taken back at any time."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from lms.accounts.models import SubmitToken, User
from lms.dates import now
from lms.prepared import Prepared

LASTS = timedelta(days=365)
TOKEN_BYTES = 32
LONGEST_DEVICE = 60
# More phones than a family has. The one unused for longest makes room.
MOST_OPEN = 30
# "Last used" is told to people in days: writing it down at every call would cost each call a write.
NOTED_EVERY = timedelta(hours=12)
log = logging.getLogger(__name__)
_with_hash = Prepared(
    lambda: SubmitToken.objects.select_related("user__learner").filter(token_sha256="0" * 64)
)


@dataclass(frozen=True)
class GivenToken:
    """A token at the one moment when it can be read; the database keeps its hash only."""

    row: SubmitToken
    token: str


@transaction.atomic
def give_token(user: User, *, device: str, at: datetime) -> GivenToken:
    """Make a token for one more phone of a profile; `device` is a short label for people."""
    User.objects.select_for_update().get(pk=user.pk)
    open_ones = tokens_of(user, at=at).order_by(F("last_used_at").asc(nulls_first=True), "made_at")
    too_many = max(0, open_ones.count() + 1 - MOST_OPEN)
    SubmitToken.objects.filter(pk__in=[row.pk for row in open_ones[:too_many]]).update(revoked_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SubmitToken.objects.create(
        user=user,
        token_sha256=_hash(token),
        device=_tidy(device),
        made_at=at,
        expires_at=at + LASTS,
        last_used_at=None,
    )
    log.info("profile %s: submit token %s given", user.pk, row.pk)
    return GivenToken(row, token)


def tokens_of(user: User, *, at: datetime) -> "QuerySet[SubmitToken]":
    """Return the tokens with which phones may still send for a profile, the newest first."""
    return SubmitToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=at).order_by(
        "-made_at"
    )


def find_token(token: str, *, at: datetime) -> SubmitToken | None:
    """Return the open token behind a text, with its profile; None for any other text."""
    # Compared as hashes: how long the look-up takes tells nothing about a token.
    row = _with_hash.get(_hash(token))
    return row if row is not None and row.user.is_active and row.is_open(at) else None


def note_use(row: SubmitToken, *, at: datetime) -> None:
    """Note now and then that a phone sent something."""
    if row.last_used_at is None or at - row.last_used_at > NOTED_EVERY:
        SubmitToken.objects.filter(pk=row.pk).update(last_used_at=at)


def revoke_token(row: SubmitToken, *, by: User, at: datetime) -> None:
    """Take a token back: the phone sends nothing more with it. Twice is once."""
    if SubmitToken.objects.filter(pk=row.pk, revoked_at__isnull=True).update(revoked_at=at):
        log.info("profile %s: submit token %s taken back by %s", row.user_id, row.pk, by.pk)


class SubmitTokenBearer(HttpBearer):
    """Opens an operation to a phone with a submit token, who then sends as the profile at `request.auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the profile of the token; the row itself stands at `request.submit_token`."""
        row = find_token(token, at=now())
        if row is None:
            return None
        request.submit_token = row  # type: ignore[attr-defined]
        return row.user


submit_token = SubmitTokenBearer()


def has_token(request: HttpRequest) -> bool:
    """Tell whether a call names a token, good or not: then its cookie counts for nothing."""
    return "Authorization" in request.headers


class SessionBesideToken(APIKeyCookie):
    """A session that stands aside where a token is named, and is not even asked for its CSRF token then."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """Return whoever is signed in; nobody where a token is named."""
        return None if has_token(request) else super().__call__(request)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _tidy(device: str) -> str:
    return "".join(letter for letter in device if letter.isprintable()).strip()[:LONGEST_DEVICE]
