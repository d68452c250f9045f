"""Pages of the front door: health, errors and the language-neutral ends of the site."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lms.dates import now


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process serves; asks the database nothing."""
    return JsonResponse({"status": "ok", "at": now().isoformat()})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in words that the form is too old, and keep what can be kept: going back shows it filled."""
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 in words."""
    return render(request, "errors/400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 in words."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 in words; what you may not see is a 404 as well."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database or the user."""
    return render(None, "errors/500.html", status=500)
