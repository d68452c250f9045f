"""The review pages of the desk: the queue of practice work, and one piece with its verdict."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.practice.actions import approve_work, return_work
from courses.practice.desk import Queue, next_waiting, queue_of
from courses.practice.models import Submission, SubmissionFile, SubmissionState
from courses.practice.show import checklist_of, files_of
from courses.practice.verdict_form import VerdictForm
from lms.dates import now
from media.light_copies.actions import retry_light_copy


@require_safe
@desk_required()
def review(request: DeskRequest) -> HttpResponseBase:
    """Show the queue; on a wide screen with its first piece opened."""
    queue = _queue(request, shows_decided=request.GET.get("show") == "decided")
    first = next(iter(queue.page.object_list), None)
    return _render(request, queue, first, VerdictForm(), is_overview=True)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required()
def review_work(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Show one piece of work beside the queue, or take the verdict and show the next person's."""
    work = _work(request, pk)
    if request.method == "POST":
        return _decide(request, work)
    return _opened(request, work, VerdictForm())


@require_POST
@desk_required()
def practice_file_again(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Have the lighter copy of a clip made again after it failed, and show its work."""
    seen = Submission.objects.visible_to(request.user)
    sent = get_object_or_404(
        SubmissionFile.objects.select_related("stored_file"), stored_file=pk, submission__in=seen
    )
    retry_light_copy(sent.stored_file, at=now())
    return redirect("review-work", pk=sent.submission_id)


def _decide(request: DeskRequest, work: Submission) -> HttpResponseBase:
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _opened(request, work, form, status=422)
    verdict = request.POST.get("verdict")
    try:
        if verdict == "approve":
            approve_work(work, by=request.user, at=now(), feedback=form.feedback())
            said = _("Approved: %(name)s.")
        elif verdict == "return":
            return_work(work, by=request.user, at=now(), feedback=form.feedback())
            said = _("Sent back to %(name)s with your words.")
        else:
            form.add_error(None, _("Choose: approve, or send back to improve."))
            return _opened(request, work, form, status=422)
    except Refused as refused:
        return _opened(request, _work(request, work.pk), form, refused=refused)
    messages.success(request, said % {"name": work.learner.name})
    return _to_next(request, work)


def _to_next(request: DeskRequest, work: Submission) -> HttpResponseBase:
    queue = _queue(request, shows_decided=False)
    following = next_waiting(request.user, cohort=queue.cohort, after=work)
    address = reverse("review-work", args=[following.pk]) if following else reverse("review")
    keep = f"?{urlencode({'cohort': queue.cohort.pk})}" if queue.cohort else ""
    return redirect(address + keep)


def _work(request: DeskRequest, pk: UUID) -> Submission:
    """Return a piece that this person may see; anything else is a 404."""
    return get_object_or_404(Submission.objects.visible_to(request.user).for_queue(), pk=pk)


def _queue(request: DeskRequest, *, shows_decided: bool) -> Queue:
    return queue_of(
        request.user,
        cohort_id=request.GET.get("cohort", ""),
        shows_decided=shows_decided,
        page=request.GET.get("page"),
        at=now(),
    )


def _opened(
    request: DeskRequest,
    work: Submission,
    form: VerdictForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponseBase:
    queue = _queue(request, shows_decided=work.state != SubmissionState.PENDING and refused is None)
    return _render(request, queue, work, form, refused=refused, status=status)


def _render(
    request: DeskRequest,
    queue: Queue,
    work: Submission | None,
    form: VerdictForm,
    *,
    refused: Refused | None = None,
    is_overview: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    earlier = Submission.objects.none()
    if work is not None:
        earlier = Submission.objects.filter(
            learner=work.learner_id, lesson=work.lesson_id, sent_at__lt=work.sent_at
        ).for_lesson_page()
    context = {
        "queue": queue,
        "work": work,
        "files": files_of(work.files.select_related("stored_file__light_copy")) if work else None,
        "checklist": checklist_of(work.lesson, work.checklist) if work else [],
        "earlier": earlier,
        "form": form,
        "refused": refused,
        "is_overview": is_overview,
    }
    return render(request, "practice/review.html", context, status=refused.status if refused else status)
