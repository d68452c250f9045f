"""Coming in, going out, and where to go next. The only door to allauth for the other apps."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from lms.accounts.models import User


def own_place(user: User) -> str:
    """Return where a person goes after signing in: `/me/`, `/desk/`, or choosing their own password."""
    if user.must_change_password:
        return resolve_url("change-password")
    return resolve_url("desk" if user.works_at_the_desk else "home")


def safe_next(request: HttpRequest) -> str:
    """Return the page that was asked for before signing in; empty where it is missing or not ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def sign_in(request: HttpRequest, user: User, *, next_page: str = "") -> HttpResponse:
    """Sign a person in whose PIN or code was just right, or who just joined; answer with the redirect.

    The session gets a new key, so that one planted beforehand is worth nothing.
    """
    if user.must_change_password:
        next_page = ""
    return perform_login(request, user, redirect_url=next_page or own_place(user))
