"""The learner's page of one practice task: what to do, what was sent, what came back."""

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.access import LearnerRequest, learner_required
from courses.catalogue.facts import practice_needs
from courses.catalogue.models import Lesson
from courses.errors import Refused
from courses.practice.actions import check_open, send_work
from courses.practice.delivery import Delivery, fields_asked, receive_files
from courses.practice.errors import AlreadyWaiting, NoPractice, WorkIncomplete
from courses.practice.models import Submission, SubmissionState
from courses.practice.needs import missing_parts, tidy_ticks
from courses.practice.show import checklist_of, files_of
from courses.progress.path import next_lesson
from lms.dates import now


@dataclass
class PracticeForm:
    """What the form shows: a fresh id, or what was typed and has arrived, with sentences at the fields."""

    submission_id: UUID = field(default_factory=uuid4)
    text: str = ""
    ticks: list[int] = field(default_factory=list)
    delivery: Delivery = field(default_factory=Delivery)
    errors: dict[str, str | Promise] = field(default_factory=dict)


@never_cache
@learner_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: LearnerRequest, key: UUID) -> HttpResponse:
    """Show the task and its state, or take the work that the learner sends."""
    lesson = get_object_or_404(Lesson.objects.select_related("track"), key=key)
    if request.method == "POST":
        return _send(request, lesson)
    return _page(request, lesson)


def _send(request: LearnerRequest, lesson: Lesson) -> HttpResponse:
    learner, at = request.learner, now()
    form = _read(request.POST, lesson)
    if Submission.objects.filter(pk=form.submission_id, learner=learner, lesson=lesson).exists():
        return redirect("practice", key=lesson.key)
    try:
        check_open(learner, lesson)
        form.delivery = receive_files(
            learner.user,
            fields=fields_asked(practice_needs(lesson.practice_kinds)),
            kept=request.POST.getlist("kept"),
            uploaded=request.POST.getlist("uploaded"),
            uploads=request.FILES,
            at=at,
        )
        if form.delivery.errors:
            return _refused(request, lesson, form, form.delivery.status)
        send_work(
            learner,
            submission_id=form.submission_id,
            lesson=lesson,
            text=form.text,
            checklist=form.ticks,
            files=form.delivery.files,
            at=at,
        )
    except WorkIncomplete as error:
        form.errors[error.field] = error.message
        return _refused(request, lesson, form, error.status)
    except Refused as error:
        form.delivery.drop_unused()
        if isinstance(error, AlreadyWaiting):
            form.text = ""
        return _page(request, lesson, form, notice=error)
    form.delivery.drop_unused()
    return redirect("practice", key=lesson.key)


def _read(posted: QueryDict, lesson: Lesson) -> PracticeForm:
    form = PracticeForm(text=posted.get("text", ""))
    with suppress(ValueError):
        form.submission_id = UUID(posted.get("submission_id", ""))
    ticked = [
        int(tick) for tick in posted.getlist("tick") if tick.isascii() and tick.isdigit() and len(tick) < 4
    ]
    form.ticks = tidy_ticks(lesson, ticked)
    return form


def _refused(request: LearnerRequest, lesson: Lesson, form: PracticeForm, status: int) -> HttpResponse:
    """Show the form again with all that is missing, and with everything that was sent kept."""
    words = form.text.strip()
    for missing in missing_parts(lesson, text=words, ticks=form.ticks, files=form.delivery.files):
        form.errors.setdefault(missing.field, missing.message)
    form.errors |= form.delivery.errors
    return _page(request, lesson, form, status=status)


def _page(
    request: LearnerRequest,
    lesson: Lesson,
    form: PracticeForm | None = None,
    *,
    notice: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = list(Submission.objects.filter(learner=request.learner, lesson=lesson).for_lesson_page())
    latest = next((work for work in sent if work.state != SubmissionState.REPLACED), None)
    is_open = lesson.withdrawn_at is None and lesson.has_practice
    is_waiting_or_done = latest is not None and latest.state != SubmissionState.RETURNED
    if form is None:
        # What was sent back is mended, not begun anew; a new photo or clip is chosen, for that is mostly why.
        returned = latest if latest and not is_waiting_or_done else None
        form = PracticeForm(text=returned.text, ticks=returned.checklist) if returned else PracticeForm()
    if not is_open and notice is None:
        status = 410 if lesson.withdrawn_at is not None else 404
    context = {
        "lesson": lesson,
        "needs": practice_needs(lesson.practice_kinds),
        "checklist": checklist_of(lesson, form.ticks),
        "latest": latest,
        "latest_checklist": checklist_of(lesson, latest.checklist) if latest else [],
        "latest_files": files_of(latest.files.all()) if latest else None,
        "earlier": [work for work in sent if work is not latest],
        "form": form,
        "shows_form": is_open and not is_waiting_or_done,
        "is_withdrawn": lesson.withdrawn_at is not None,
        "no_practice": NoPractice().message if not lesson.has_practice else "",
        "notice": notice,
        "video_megabytes": settings.UPLOAD_PRACTICE_BYTES // 1_000_000,
        "next_lesson": next_lesson(request.learner, lesson) if not is_open or is_waiting_or_done else None,
    }
    return render(request, "practice/practice.html", context, status=notice.status if notice else status)
