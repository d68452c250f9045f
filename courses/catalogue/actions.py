"""Tracks and lessons written down. Pages call `courses.quizzes.actions.publish_lesson`, not these."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.catalogue.errors import TrackPositionTaken, UnknownPracticeKind, UnknownTrack
from courses.catalogue.facts import LessonFacts, is_practice_kind
from courses.catalogue.models import Lesson, Track


def define_track(*, code: str, position: int, title_th: str, title_en: str, is_foundation: bool) -> Track:
    """Write a track of the path; saying the same again changes nothing.

    Raises `TrackPositionTaken` when another track stands there.
    """
    try:
        with transaction.atomic():
            track, _made = Track.objects.update_or_create(
                code=code,
                defaults={
                    "position": position,
                    "title_th": title_th,
                    "title_en": title_en,
                    "is_foundation": is_foundation,
                },
            )
    except IntegrityError as error:
        raise TrackPositionTaken from error
    return track


def save_lesson(facts: LessonFacts, *, at: datetime) -> Lesson:
    """Write a lesson as published at a moment, for `publish_lesson`; runs in the caller's transaction.

    A code is the name of one live lesson. A copied page that still carries its original's code is
    written without one, so that copying never fails and never takes the name away.
    """
    _check(facts)
    code = "" if _code_is_taken(facts.code, facts.key) else facts.code
    lesson, _made = Lesson.objects.update_or_create(
        key=facts.key,
        defaults={
            "code": code,
            "track_id": facts.track_code,
            "position": facts.position,
            "title_th": facts.title_th,
            "title_en": facts.title_en,
            "minutes": facts.minutes,
            "is_required": facts.is_required,
            "path_th": facts.path_th,
            "path_en": facts.path_en,
            "clip_key": facts.clip_key,
            "practice_kinds": list(facts.practice_kinds),
            "practice_th": facts.practice_th,
            "practice_en": facts.practice_en,
            "practice_checklist": [dict(item) for item in facts.practice_checklist],
            "milestone_code": facts.milestone_code,
            "milestone_th": facts.milestone_th,
            "milestone_en": facts.milestone_en,
            "search_text": facts.search_text,
            "published_at": at,
            "withdrawn_at": None,
        },
    )
    return lesson


def mark_withdrawn(key: UUID, *, at: datetime) -> Lesson | None:
    """Take a lesson out of the path, for `withdraw_lesson`; everything that points at it stays.

    Returns None for a key that was never published. The first moment of withdrawal is kept.
    """
    Lesson.objects.filter(key=key, withdrawn_at__isnull=True).update(withdrawn_at=at)
    return Lesson.objects.filter(key=key).first()


def _check(facts: LessonFacts) -> None:
    if not Track.objects.filter(code=facts.track_code).exists():
        raise UnknownTrack(_("There is no track with the code “%(code)s”.") % {"code": facts.track_code})
    for kind in facts.practice_kinds:
        if not is_practice_kind(kind):
            raise UnknownPracticeKind(
                _("A practice task cannot ask for “%(kind)s”.") % {"kind": kind}, field="practice_kinds"
            )


def _code_is_taken(code: str, key: UUID) -> bool:
    return (
        bool(code) and Lesson.objects.filter(code=code, withdrawn_at__isnull=True).exclude(key=key).exists()
    )
