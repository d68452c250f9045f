"""What every template may ask for."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from courses.cohorts.programme import is_demonstration
from courses.reports.desk import waiting_for
from lms.middleware import language_of_path


def other_language_path(path: str) -> str:
    """Return the same address in the other language: `/me/` and `/en/me/`."""
    if language_of_path(path) == "en":
        return path[3:] or "/"
    return f"/en{path}"


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the demonstration mark, the other language, and what waits at the desk.

    Lazy: a page that shows no desk menu never counts.
    """
    is_english = language_of_path(request.path) == "en"
    return {
        "is_demonstration_site": SimpleLazyObject(is_demonstration),
        "desk_waiting": SimpleLazyObject(lambda: waiting_for(getattr(request, "user", None))),
        "other_language_path": other_language_path(request.path),
        # A language is offered under its own name, to those who cannot read the page.
        "other_language": {"code": "th", "name": "ไทย"} if is_english else {"code": "en", "name": "English"},
    }
