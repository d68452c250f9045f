"""Headers and language for every answer, decided by the path alone."""

import re
from collections.abc import Callable
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import DataError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from lms.accounts.models import User
from lms.views import not_found

CONTENT_ADMIN = "/cms/"
IMPOSSIBLE = re.compile(r"\d{19}|\x00")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def _policy(directives: dict[str, list[str]]) -> str:
    return build_policy(config={k: tuple(v) for k, v in directives.items()})


class SecurityHeadersMiddleware:
    """Puts the content security policy on every answer; Wagtail's admin has its own under `/cms/`.

    The two policies are constant texts, built once at the start by django-csp's own builder.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.strict = _policy(settings.CONTENT_SECURITY_POLICY_STRICT)
        self.cms = _policy(settings.CONTENT_SECURITY_POLICY_CMS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with its policy attached."""
        response = self.get_response(request)
        in_cms = request.path_info.startswith(CONTENT_ADMIN)
        response.headers.setdefault("Content-Security-Policy", self.cms if in_cms else self.strict)
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), browsing-topics=()")
        return response


class ContentAdminMiddleware:
    """Opens everything under `/cms/` to administrators only, whatever Wagtail would say to others."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer an administrator; send everybody else away."""
        if not request.path_info.startswith(CONTENT_ADMIN):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User):
            if request.path_info == f"{CONTENT_ADMIN}login/":
                return redirect("staff-login")
            return redirect_to_login(request.get_full_path(), reverse("staff-login"))
        if not user.is_administrator:
            return not_found(request)
        if user.must_change_password:
            return redirect("change-password")
        return self.get_response(request)


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses pages and JSON, five to ten times smaller on the wire; never files or streams.

    A file answers Range requests, whose bytes must stay those of the file. What BREACH needs, a
    secret that is the same in many answers, is not here: the CSRF token is masked anew in every
    answer, the session stands in a cookie, and Django pads each compressed answer at random.
    """

    compressed_types = ("text/html", "application/json", "text/csv")

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Compress the answer if it is a page, JSON or a table."""
        content_type = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or content_type not in self.compressed_types:
            return response
        return super().process_response(request, response)


def language_of_path(path: str) -> str:
    """Return the language that an address speaks: English under `/en/`, Thai everywhere else."""
    return "en" if path.startswith("/en/") or path == "/en" else "th"


class PathLanguageMiddleware:
    """Activates the language of the path, and never varies an answer by header or cookie.

    Django's LocaleMiddleware adds `Vary: Accept-Language`, which makes a phone's saved copy of a
    page unfindable; here one address is one language, so nothing varies. Wagtail's admin then
    activates the editor's own choice by itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in the language of its path."""
        language = language_of_path(request.path_info)
        if request.path_info.startswith("/api/") and request.GET.get("lang") == "en":
            language = "en"
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


class PossibleAddressMiddleware:
    """Turns a breakdown into a 404 where the address names what no row can be.

    A number beyond 64 bits breaks SQLite, a NUL byte breaks PostgreSQL; both come from strangers only.
    A page that has something better to say about such an address still says it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer 404 for what broke on an impossible address; leave every other breakdown alone."""
        breaks_databases = isinstance(error, OverflowError | ValueError | DataError)
        return not_found(request) if breaks_databases and IMPOSSIBLE.search(request.path_info) else None
