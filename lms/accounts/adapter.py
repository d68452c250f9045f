"""What allauth asks this site."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from lms.accounts.models import User

log = logging.getLogger(__name__)
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - a name for "not known", nothing listens on it


class AccountAdapter(DefaultAccountAdapter):
    """Counts failures by phone or e-mail, and leaves out the flows of allauth that are not ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: people come in by a join code, which is a flow of our own."""
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for nothing more after the PIN or password: there is no mail and no SMS here."""
        return []

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows well enough that someone is signed in."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note whose way in was tried, by id: a log never holds a phone or an address."""
        way_in = {name: credentials[name] for name in ("phone", "email") if name in credentials}
        tried = list(User.objects.filter(**way_in).values_list("pk", flat=True))
        log.info("sign-in failed at profile %s", ", ".join(map(str, tried)) or "unknown")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the sender's address, seen through as many proxies as the settings name.

        Where it cannot be known, all such requests count as one sender; none is let through
        uncounted and none fails.
        """
        try:
            address = get_client_ip(request)
        except ImproperlyConfigured:  # fewer addresses in the header than there should be proxies
            address = request.META.get("REMOTE_ADDR")
        return address or UNKNOWN_ADDRESS

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures under the phone or the e-mail; allauth itself knows only e-mail and user name."""
        return str(credentials.get("phone") or credentials.get("email") or "").lower()
