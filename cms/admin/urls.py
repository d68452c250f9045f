"""The content admin's addresses: Wagtail's own, behind this house's door, each change whole.

Mounted at `/cms/`. Only administrators come in; to everybody else who is signed in the admin does
not exist, and who is not signed in is sent to the staff's own door, which limits guessing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, re_path
from wagtail.admin import urls as wagtail_admin
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.admin.people import preferences
from cms.admin.search import ThaiSearchView
from cms.admin.waiting import lesson_waits

View = Callable[..., HttpResponseBase]


def whole_or_nothing(view: View) -> View:
    """Run a change in one transaction: Wagtail saves a page first and tells the register afterwards."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return wrapped


def administrators_only(view: View) -> View:
    """Answer 404 to people who are signed in and may not enter; what you may not see is a 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def staff_door(request: HttpRequest) -> HttpResponse:
    """Send to the staff's sign-in: Wagtail's own login page knows no rate limits."""
    return redirect("staff-login")


def not_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 404: people and their roles are granted on a page of the desk, passwords at the door.

    Wagtail's bulk actions on people would pass every rule of that page by.
    """
    raise Http404


OURS = [
    path("login/", staff_door, name="wagtailadmin_login"),
    re_path(r"^(users|groups|password_reset|bulk/accounts|bulk/auth)/", not_here),
    path("account/", preferences),
    path("lessons/<int:pk>/waits/", require_admin_access(lesson_waits), name="lesson-waits"),
    path("pages/search/", require_admin_access(ThaiSearchView.as_view())),
    path("pages/search/results/", require_admin_access(ThaiSearchView.as_view(results_only=True))),
]

urlpatterns = decorate_urlpatterns(
    decorate_urlpatterns([*OURS, *wagtail_admin.urlpatterns], whole_or_nothing), administrators_only
)
