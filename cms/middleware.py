"""Shared pages, answered before sessions, users and Wagtail's routing."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cms.shared.answers import from_shelf


class SharedPageMiddleware:
    """Answers published pages from memory. They are the same for everybody, so nothing is asked first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from the shelf, or pass on."""
        return from_shelf(request) or self.get_response(request)
