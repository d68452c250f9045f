"""Giving and stopping programs' access; for administrators."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.exports import tokens
from courses.exports.models import ApiToken
from lms.accounts.models import Role
from lms.dates import now


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_required(Role.ADMINISTRATOR)
def api_tokens(request: DeskRequest) -> HttpResponse:
    """List the programs that may read, and give another one access; its token is shown once."""
    context: dict[str, Any] = {
        "form_id": uuid.uuid4(),
        "typed": request.POST,
        "scopes": tokens.SCOPES,
        "at": now(),
    }
    status = 200
    if request.method == "POST":
        try:
            context["given"], context["token"] = _give(request)
        except Refused as error:
            context["error"], status = error, error.status
    context["rows"] = ApiToken.objects.select_related("given_by")
    return render(request, "exports/tokens.html", context, status=status)


def _give(request: DeskRequest) -> tuple[ApiToken, str]:
    days = request.POST.get("days", "")
    try:
        form_id = uuid.UUID(request.POST.get("form_id", ""))
    except ValueError:
        form_id = uuid.uuid4()
    return tokens.give_token(
        name=request.POST.get("name", ""),
        scopes=request.POST.getlist("scopes"),
        area_code=request.POST.get("area_code", "").strip(),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        form_id=form_id,
        by=request.user,
        at=now(),
    )


@require_POST
@desk_required(Role.ADMINISTRATOR)
def api_token_stop(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a program's access away."""
    tokens.stop_token(get_object_or_404(ApiToken, pk=pk), by=request.user, at=now())
    return redirect("api-tokens")
