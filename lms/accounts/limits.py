"""allauth's rate limits under names that the rest of the house may use.

The rates stand in `ACCOUNT_RATE_LIMITS` in the settings, with their arithmetic.
"""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

TOO_MANY = _(
    "There were too many tries. Wait 15 minutes and try again. If it still does not work, "
    "ask your trainer for a help code."
)


def allowed(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Count one try of an action and tell whether it may go on. `key` is a phone or an e-mail.

    Actions: `signup` (joining), `choose_pin` (each answer "this PIN is free" or "taken" tells a
    guesser something, so it is counted by the phone), `redeem_code`, `login`.
    """
    return bool(ratelimit.consume(request, action=action, key=key or None))


def forget_failures(request: HttpRequest, *, phone: str) -> None:
    """Let a phone's owner in again at once, after a one-time code proved who they are."""
    for action in ("login_failed", "redeem_code"):
        ratelimit.clear(request, action=action, key=phone)
