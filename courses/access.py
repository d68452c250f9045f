"""Who may open a page. What you may not see is a 404; who is not signed in is asked to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from ninja.security import APIKeyCookie

from lms.accounts.models import User

if TYPE_CHECKING:
    from courses.people.models import Learner

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


class LearnerRequest(HttpRequest):
    """A request of a signed-in learner, as `learner_required` hands it on."""

    user: User
    learner: "Learner"


class DeskRequest(HttpRequest):
    """A request of a signed-in staff member, as `desk_required` hands it on."""

    user: User


def learner_of(user: Any) -> "Learner | None":
    """Return the learner behind a signed-in profile; None for staff, strangers and merged profiles."""
    if not isinstance(user, User) or not user.is_learner:
        return None
    learner: Learner | None = getattr(user, "learner", None)
    return learner if learner and learner.merged_into_id is None else None


def _was_merged(user: User) -> bool:
    """Tell whether a profile is one of two of a person, and the other one goes on."""
    learner: Learner | None = getattr(user, "learner", None) if user.is_learner else None
    return learner is not None and learner.merged_into_id is not None


def _sign_in_first(request: HttpRequest, url_name: str) -> HttpResponseBase:
    return redirect_to_login(request.get_full_path(), reverse(url_name))


def learner_required(
    view: Callable[Concatenate[LearnerRequest, P], HttpResponseBase],
) -> View:
    """Open a page to learners only; the view finds the learner at `request.learner`."""

    @wraps(view)
    def gate(request: LearnerRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request, "account_login")
        learner = learner_of(request.user)
        if learner is None:
            if _was_merged(request.user):
                return redirect("merged-profile")
            raise Http404
        request.learner = learner
        return view(request, *args, **kwargs)

    return gate


def desk_required(
    *roles: str,
) -> Callable[[Callable[Concatenate[DeskRequest, P], HttpResponseBase]], View]:
    """Open a page to staff with one of the roles; with none named, to all who work at the desk.

    Whoever still has a one-time password chooses their own first.
    """

    def decorate(view: Callable[Concatenate[DeskRequest, P], HttpResponseBase]) -> View:
        @wraps(view)
        def gate(request: DeskRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return _sign_in_first(request, "staff-login")
            if not user.works_at_the_desk or (roles and user.role not in roles):
                raise Http404
            if user.must_change_password:
                return redirect("change-password")
            return view(request, *args, **kwargs)

        return gate

    return decorate


class LearnerSession(APIKeyCookie):
    """Opens an API operation to signed-in learners, who stand at `request.auth`; 401 for all others.

    Use as `@router.get(..., auth=learner_session)`. Calls that change something need the CSRF token.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> "Learner | None":
        """Return the learner of the session."""
        return learner_of(request.user)


learner_session = LearnerSession()
