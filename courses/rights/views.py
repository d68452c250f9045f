"""A person's rights: what is held, a copy of it, a correction, an erasure (PDPA sections 30 to 36)."""

import uuid
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import LearnerRequest, learner_required
from courses.audit.actions import note
from courses.audit.models import Verb
from courses.errors import Refused
from courses.people.actions import require_pin
from courses.people.corrections import ask_correction
from courses.people.erasure import ask_erasure, stop_erasure, waiting_erasure
from courses.people.errors import TooManyTries
from courses.rights.copying import stream_copy
from courses.rights.forms import CorrectionForm, ErasureForm
from courses.rights.held import held_about
from lms.accounts.limits import allowed
from lms.dates import bangkok_date, now, short_date

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@learner_required
def held(request: LearnerRequest) -> HttpResponseBase:
    """Show a person everything that is held about them, and who saw or changed it."""
    context = {"groups": held_about(request.learner), "tab": "profile"}
    return render(request, "rights/held.html", context)


@require_POST
@never_cache
@learner_required
def own_copy(request: LearnerRequest) -> HttpResponseBase:
    """Send the person everything as JSON and CSV in a zip, while it is made; note that they took it."""
    at = now()
    note(Verb.EXPORTED_OWN, by=request.user, at=at, person=request.learner.public_id)
    answer = StreamingHttpResponse(stream_copy(request.learner, at=at), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{bangkok_date(at).isoformat()}.zip"'
    return answer


@shown_or_sent
@never_cache
@learner_required
def correction(request: LearnerRequest) -> HttpResponseBase:
    """Let a person say what is kept wrongly; show what became of earlier ones."""
    form, correction_id, status = CorrectionForm(), uuid.uuid4(), 200
    if request.method == "POST":
        form, status = CorrectionForm(request.POST), 422
        with suppress(ValueError):  # damaged on the way: the words are still good
            correction_id = uuid.UUID(request.POST.get("correction_id", ""))
        if form.is_valid():
            try:
                ask_correction(request.learner, correction_id=correction_id, **form.cleaned_data, at=now())
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
            else:
                messages.success(request, _("Sent. The answer comes to this page."))
                return redirect("correction")
    context = {
        "form": form,
        "correction_id": correction_id,
        "asked": request.learner.corrections.order_by("-asked_at"),
        "tab": "profile",
    }
    return render(request, "rights/correction.html", context, status=status)


@shown_or_sent
@never_cache
@sensitive_post_parameters()
@learner_required
def erasure(request: LearnerRequest) -> HttpResponseBase:
    """Say what erasing means; take the wish with the PIN, or take it back."""
    form, status = ErasureForm(), 200
    if request.method == "POST" and request.POST.get("answer") == "stop":
        stop_erasure(request.learner, by=request.user, at=now())
        messages.success(request, _("Stopped. Nothing is erased."))
        return redirect("profile")
    if request.method == "POST":
        form, status = ErasureForm(request.POST), 422
        if form.is_valid():
            try:
                _ask(request, form.cleaned_data["pin"])
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
            else:
                return redirect("erasure")
    context = {
        "form": form,
        "waiting": waiting_erasure(request.learner),
        "days": settings.ERASURE_DAYS,
        "due_on": bangkok_date(now() + timedelta(days=settings.ERASURE_DAYS)),
        "tab": "profile",
    }
    return render(request, "rights/erasure.html", context, status=status)


def _ask(request: LearnerRequest, pin: str) -> None:
    if not allowed(request, "change_password"):
        raise TooManyTries
    require_pin(request.learner, pin)
    wanted = ask_erasure(request.learner, by=request.user, at=now())
    day = short_date(wanted.due_at, request.LANGUAGE_CODE)
    messages.success(request, _("Your data will be erased on %(day)s.") % {"day": day})
