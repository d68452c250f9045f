"""allauth's rate limits under names that the rest of the house may use.

The rates stand in `ACCOUNT_RATE_LIMITS` in the settings, with their arithmetic.
"""

from allauth.core import ratelimit
from allauth.core.internal import ratelimit as counters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_APP = "allauth.account"
TOO_MANY = _(
    "There were too many tries. Wait 15 minutes and try again. If it still does not work, "
    "ask your trainer for a help code."
)
TOO_MANY_STAFF = _(
    "There were too many tries. Wait 15 minutes and try again. If it still does not work, "
    "ask an administrator for a new password."
)


def allowed(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Count one try of an action and tell whether it may go on. `key` is a phone or an e-mail.

    Actions: `signup` (joining), `choose_pin` (each answer "this PIN is free" or "taken" tells a
    guesser something, so it is counted by the phone), `redeem_code`, `login`, and `change_password`
    (counted by who is signed in).
    """
    return bool(ratelimit.consume(request, action=action, key=key or None))


def too_many_failures(request: HttpRequest, action: str) -> bool:
    """Tell, without counting, whether failures of an action have used up what an address may do.

    For tries that are read with GET, which allauth's public door never counts: `join_code`.
    """
    return not counters.consume(request, app=_APP, action=action, dry_run=True, limit_get=True)


def note_failure(request: HttpRequest, action: str) -> None:
    """Count one failure of an action; whoever gets it right is never counted."""
    counters.consume(request, app=_APP, action=action, limit_get=True)


def forget_failures(request: HttpRequest, *, phone: str) -> None:
    """Let a phone's owner in again at once, after a one-time code proved who they are."""
    for action in ("login_failed", "redeem_code"):
        ratelimit.clear(request, action=action, key=phone)
