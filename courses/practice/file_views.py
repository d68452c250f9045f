"""Files of practice work, handed out to those who may see the work and to nobody else."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.http import require_safe

from courses.practice.querysets import files_visible_to
from media.serve import private_file


@require_safe
def practice_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer with one file, in parts where the player asks: for its learner and for their staff."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    return private_file(request, get_object_or_404(files_visible_to(request.user), pk=pk))
