"""Stopping a lost phone: its submit token is taken back, by the learner or by staff who see the learner."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access import DeskRequest, LearnerRequest, desk_required, learner_required
from courses.cohorts.models import Enrolment
from courses.people.models import Learner
from lms.accounts.models import SubmitToken
from lms.accounts.submit_tokens import revoke_token
from lms.dates import now


@require_POST
@learner_required
def phone_revoke(request: LearnerRequest, token: int) -> HttpResponse:
    """Let a learner stop one of their own phones."""
    revoke_token(get_object_or_404(SubmitToken, pk=token, user=request.user), by=request.user, at=now())
    messages.success(request, _("This phone can no longer send for you."))
    return redirect("profile")


@require_POST
@desk_required()
def phone_revoke_desk(request: DeskRequest, pk: int, token: int) -> HttpResponse:
    """Let staff stop a phone of a learner whom they may see."""
    seen = Enrolment.objects.visible_to(request.user).filter(learner_id=pk).values("learner_id")
    learner = get_object_or_404(Learner.objects.select_related("user"), pk__in=seen)
    revoke_token(get_object_or_404(SubmitToken, pk=token, user=learner.user), by=request.user, at=now())
    messages.success(request, _("This phone can no longer send."))
    return redirect("learner", pk=pk)
