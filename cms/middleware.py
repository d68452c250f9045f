"""Shared pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class SharedPageMiddleware:
    """Answers published pages from their stored HTML."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)
