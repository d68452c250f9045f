"""Taking a quiz: one question a screen, the reason at once, the result at the end. No script needed."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import LearnerRequest, learner_required
from courses.catalogue.models import Lesson
from courses.errors import Refused
from courses.progress.notices import quiz_notice
from courses.progress.path import next_lesson
from courses.progress.quiz_questions import read_answer, show_question
from courses.progress.quiz_taking import first_open, go_of_form, record
from courses.progress.quiz_tries import Tries, Try
from courses.quizzes.models import Attempt, QuizVersion
from lms.dates import now


@never_cache
@learner_required
@require_safe
def quiz(request: LearnerRequest, key: UUID) -> HttpResponse:
    """Go on with the quiz that the learner is in, or begin the lesson's current one."""
    lesson = get_object_or_404(Lesson, key=key)
    tries = Tries(request.session)
    go = tries.unfinished(key)
    if go is not None:
        number = first_open(QuizVersion.objects.seen(key, go.version), go)
        return redirect("quiz-question", key=key, number=number)
    current = QuizVersion.objects.current().filter(lesson=lesson).first()
    if lesson.withdrawn_at is not None or current is None:
        return _closed(request, lesson)
    tries.start(key, version=current.number)
    return redirect("quiz-question", key=key, number=1)


@never_cache
@learner_required
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_question(request: LearnerRequest, key: UUID, number: int) -> HttpResponse:
    """Ask one question, or take its answer and give the reason. The last answer records the attempt."""
    tries = Tries(request.session)
    go: Try | None = tries.of(key)
    if request.method == "POST":
        found = go_of_form(request.POST, tries, key, request.learner)
        if isinstance(found, Attempt):
            return redirect("quiz-result", key=key, attempt_id=found.pk)
        go = found
    if go is None:
        return redirect("quiz", key=key)
    version = QuizVersion.objects.seen(key, go.version)
    if not 1 <= number <= len(version.content["questions"]):
        raise Http404
    if request.method == "POST":
        return _take_answer(request, tries, go, version, number)
    if version.lesson.withdrawn_at is not None:
        return _closed(request, version.lesson, go)
    return _question_page(request, go, version, number)


@never_cache
@learner_required
@require_safe
def quiz_result(request: LearnerRequest, key: UUID, attempt_id: UUID) -> HttpResponse:
    """Show the learner's mark, question by question, and the one thing to do next."""
    attempt = get_object_or_404(
        Attempt.objects.select_related("quiz_version__lesson"),
        pk=attempt_id,
        learner=request.learner,
        quiz_version__lesson_id=key,
    )
    version, lesson = attempt.quiz_version, attempt.quiz_version.lesson
    progress = request.learner.progress.filter(lesson=lesson).first()
    is_live = lesson.withdrawn_at is None
    needs_work = lesson.has_practice and not (progress and progress.practice_approved_at)
    context = {
        "lesson": lesson,
        "attempt": attempt,
        "questions": [
            show_question(question, attempt.answers.get(question["id"], ""))
            for question in version.content["questions"]
        ],
        "passed_before": bool(progress and progress.quiz_passed_at) and not attempt.is_passed,
        "best_percent": progress.best_percent if progress else attempt.percent,
        "notice": quiz_notice(version),
        "is_live": is_live,
        "needs_work": needs_work and is_live,
        "next_lesson": next_lesson(request.learner, lesson),
    }
    return render(request, "quizzes/quiz_result.html", context)


def _take_answer(
    request: LearnerRequest, tries: Tries, go: Try, version: QuizVersion, number: int
) -> HttpResponse:
    """Keep an answer; the last one records the attempt. An answered question stays as it was."""
    question = version.content["questions"][number - 1]
    try:
        if question["id"] not in go.answers:
            go.answers[question["id"]] = read_answer(question, request.POST)
            tries.keep(version.lesson_id, go)
        if not go.is_recorded and len(go.answers) == len(version.content["questions"]):
            record(go, version, learner=request.learner, at=now())
            tries.keep(version.lesson_id, go)
    except Refused as error:
        return _question_page(request, go, version, number, error)
    if version.lesson.withdrawn_at is not None:
        return _closed(request, version.lesson, go)
    response = redirect("quiz-question", key=version.lesson_id, number=number)
    response["Location"] += "#reason"
    return response


def _question_page(
    request: LearnerRequest, go: Try, version: QuizVersion, number: int, error: Refused | None = None
) -> HttpResponse:
    questions = version.content["questions"]
    question = questions[number - 1]
    context = {
        "lesson": version.lesson,
        "go": go,
        "number": number,
        "count": len(questions),
        "answered": len(go.answers),
        "question": show_question(question, go.answers.get(question["id"])),
        "next_number": None if go.is_recorded else first_open(version, go),
        "error": error,
        "typed": request.POST.get("answer", "")[:200],
    }
    return render(request, "quizzes/quiz_question.html", context, status=error.status if error else 200)


def _closed(request: LearnerRequest, lesson: Lesson, go: Try | None = None) -> HttpResponse:
    """Say that the quiz cannot be taken now; what was answered is kept, in the session or recorded."""
    is_withdrawn = lesson.withdrawn_at is not None
    context = {
        "lesson": lesson,
        "is_withdrawn": is_withdrawn,
        "go": go,
        "next_lesson": next_lesson(request.learner, lesson),
    }
    return render(request, "quizzes/quiz_closed.html", context, status=410 if is_withdrawn else 404)
