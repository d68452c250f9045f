"""Answering «do you still sell?» with one tap."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.milestones.follow_up_models import Answer, FollowUp
from courses.milestones.follow_ups import answer_follow_up
from lms.dates import now


@require_POST
@learner_required
def follow_up_answer(request: LearnerRequest, pk: int) -> HttpResponseBase:
    """Keep the answer; who still sells goes on to send a sale."""
    mine = FollowUp.objects.live().filter(certification__learner=request.learner)
    question = get_object_or_404(mine, pk=pk)
    try:
        question = answer_follow_up(question, answer=request.POST.get("answer", ""), at=now())
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("shop")
    if question.answer == Answer.STILL_SELLING:
        return redirect("claim", milestone=question.milestone)
    messages.success(request, _("Thank you for the answer. Your trainer is glad to help you on."))
    return redirect("shop")
