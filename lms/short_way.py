"""The short way for the calls that every phone makes all the time.

A signed-in learner's call goes straight to its operation in the API, past the lazy user, the messages
and the routing that pages need: a third of the work. Whatever is not quite as usual (no session, a
wrong token, a body that cannot be read, a rule's no) takes the long way, which says what is wrong.
Both ways run the same operation; `tests/test_short_way.py` compares their answers.
"""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from ninja import Schema
from pydantic import ValidationError

from courses.access import learner_of
from courses.errors import Refused
from courses.progress.api import Seen, Sent, my_progress, quiz_attempts
from courses.reports.api import my_lesson
from lms.accounts.sessions import profile_of

KEY = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
API = "/api/v1/"


class Call(NamedTuple):
    """An operation, how it is addressed and what its body is; None for a call without a body."""

    method: str
    path: re.Pattern[str]
    operation: Callable[..., HttpResponseBase]
    body: type[Schema] | None


CALLS = (
    Call("GET", re.compile(f"{API}me/lessons/{KEY}"), my_lesson, None),
    Call("POST", re.compile(f"{API}me/progress"), my_progress, Seen),
    Call("POST", re.compile(f"{API}quizzes/{KEY}/attempts"), quiz_attempts, Sent),
)


class ShortWayMiddleware:
    """Answers the few calls; everything else passes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.csrf = CsrfViewMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the short way where it is open, else the long way."""
        if not request.path_info.startswith(API):
            return self.get_response(request)
        return self._answer(request) or self.get_response(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase | None:
        for call in CALLS:
            found = call.path.fullmatch(request.path_info) if call.method == request.method else None
            if found:
                break
        else:
            return None
        if not self._is_trusted(request, call):
            return None
        learner = learner_of(profile_of(request.COOKIES.get(settings.SESSION_COOKIE_NAME)))
        if learner is None:
            return None
        request.auth = learner  # type: ignore[attr-defined]
        values: list[Any] = [UUID(text) for text in found.groups()]
        try:
            if call.body:
                values.append(call.body.model_validate(json.loads(request.body)))
            return call.operation(request, *values)
        except (ValidationError, ValueError, Refused):
            return None

    def _is_trusted(self, request: HttpRequest, call: Call) -> bool:
        """Tell whether Django's own check lets the call in; a phone without a token gets one elsewhere."""
        self.csrf.process_request(request)
        has_token = "CSRF_COOKIE" in request.META
        return has_token and self.csrf.process_view(request, call.operation, (), {}) is None
