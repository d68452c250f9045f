"""The next step in words: what the one filled button of the learner's home says and opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.milestones.models import Claim
from courses.practice.models import Submission
from courses.quizzes.models import QuizVersion
from courses.reports.journey import Journey
from courses.reports.next_step import LessonState, Step, StepKind
from media.queries import clip_facts


@dataclass(frozen=True, slots=True)
class NextCard:
    """The one filled button of the page, and the words around it."""

    title: str
    button: str
    url: str
    icon: str
    facts: tuple[str, ...] = ()
    note: str = ""


def next_card(step: Step, journey: Journey) -> NextCard:
    """Say the next step in words, with the page where it is done."""
    if step.lesson is not None:
        return _lesson_card(step.kind, step.lesson, journey)
    if step.milestone:
        return _milestone_card(step, journey)
    if step.kind is StepKind.JOIN:
        return NextCard(_("Join a cohort"), _("Enter the join code"), reverse("join-code"), "door")
    if step.kind is StepKind.WAIT:
        note = _("You have sent everything. You will see here what your trainer says.")
        return NextCard(
            _("Your trainer is looking at your work"),
            _("Look at the lessons"),
            reverse("lessons"),
            "clock",
            note=note,
        )
    return NextCard(_("You have finished everything"), _("To my shop"), reverse("shop"), "shop")


def _lesson_card(kind: StepKind, lesson: LessonState, journey: Journey) -> NextCard:
    practice = reverse("practice", kwargs={"key": lesson.key})
    if kind is StepKind.MEND_WORK:
        words = _last_words(work for work in journey.submissions if work.lesson_id == lesson.key)
        return NextCard(
            lesson.title, _("Improve the work"), practice, "again", (_("Came back to improve"),), words
        )
    if kind is StepKind.PRACTICE:
        return NextCard(lesson.title, _("Send the practice work"), practice, "camera", (_("Quiz passed"),))
    if kind is StepKind.QUIZ:
        again = lesson.best_percent is not None and not lesson.quiz_passed
        facts = _questions(lesson)
        if again:
            facts += (_("last mark %(percent)s%%") % {"percent": lesson.best_percent},)
        button = _("Take the quiz again") if again else _("Take the quiz")
        return NextCard(lesson.title, button, reverse("quiz", kwargs={"key": lesson.key}), "list", facts)
    button = _("Go on learning") if lesson.is_begun else _("Begin the lesson")
    facts = _clip(journey.clip_keys.get(lesson.key), lesson.minutes) + _questions(lesson)
    return NextCard(lesson.title, button, lesson.path or reverse("lessons"), "play", facts)


def _milestone_card(step: Step, journey: Journey) -> NextCard:
    url = reverse("claim", kwargs={"milestone": step.milestone})
    title = {
        "M4": _("Open your online shop"),
        "M5": _("Make your first live or clip"),
        "M6": _("Send proof of your first sale"),
    }[step.milestone]
    if step.kind is StepKind.MEND_CLAIM:
        words = _last_words(claim for claim in journey.claims if claim.milestone == step.milestone)
        return NextCard(title, _("Mend it and send it again"), url, "again", (_("Came back to mend"),), words)
    button = {
        "M4": _("Send the link of my shop"),
        "M5": _("Send the link or a picture"),
        "M6": _("Send the proof"),
    }[step.milestone]
    return NextCard(title, button, url, {"M4": "shop", "M5": "live", "M6": "box"}[step.milestone])


def _clip(key: UUID | None, minutes: int) -> tuple[str, ...]:
    """Say how long the lesson takes and what its smallest clip costs to load."""
    facts: tuple[str, ...] = ()
    if minutes:
        facts += (ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes},)
    sizes = [row["size_bytes"] for row in _renditions(key) if row["name"] != "audio"]
    return (*facts, _("clip %(size)s MB") % {"size": f"{min(sizes) / 1_000_000:.1f}"}) if sizes else facts


def _renditions(key: UUID | None) -> list[dict[str, Any]]:
    return clip_facts([key]).get(key, {}).get("renditions", []) if key else []


def _questions(lesson: LessonState) -> tuple[str, ...]:
    """Say how many questions the lesson's current quiz has."""
    if not lesson.has_quiz:
        return ()
    content = (
        QuizVersion.objects.filter(lesson_id=lesson.key, is_current=True)
        .values_list("content", flat=True)
        .first()
    )
    count = len((content or {}).get("questions", []))
    return (ngettext("%(n)s question", "%(n)s questions", count) % {"n": count},)


def _last_words(rows: Iterable[Submission | Claim]) -> str:
    """Return what was said about the latest of some deliveries."""
    latest = max(rows, key=lambda row: row.sent_at)
    return latest.reason if isinstance(latest, Claim) else latest.feedback
