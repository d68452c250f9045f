"""Pictures of evidence, handed out to those who may see the claim and to nobody else."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.views.decorators.http import require_safe

from courses.milestones.sight import open_picture
from lms.dates import now
from media.serve import private_file


@require_safe
def evidence_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer with one picture: a learner's own, or what a staff member may see of it; that is noted."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    stored = open_picture(request.user, pk, at=now())
    if stored is None:
        raise Http404
    return private_file(request, stored)
