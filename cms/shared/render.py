"""Rendering a page for nobody in particular: no user, no session, no messages, no token."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

_requests = RequestFactory()


def neutral_request(path: str, language: str) -> HttpRequest:
    """Return a request that carries nothing of a person."""
    request = _requests.get(path)
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    return request


def published_html(page: Any) -> bytes:
    """Return the HTML of a published page as everybody sees it."""
    language = page.locale.language_code
    with translation.override(language):
        request = neutral_request(page.path_here, language)
        context = page.get_context(request)
        return render_to_string(page.get_template(request), context, request=request).encode()
