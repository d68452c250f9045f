"""Quizzes and progress: a whole batch of one person in a handful of statements, all or nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from courses.catalogue.errors import UnknownLesson
from courses.errors import Refused
from courses.people.models import Learner
from courses.progress.bulk import join_progress
from courses.progress.merge import Known
from courses.quizzes.actions import marked_attempt, record_attempts
from courses.quizzes.errors import AttemptTaken, NoQuiz
from courses.quizzes.models import Attempt, QuizVersion
from courses.sync.entries import DUPLICATE, STORED, Entry, Sender
from courses.sync.items import Mark, ProgressItem, QuizItem, read_mark
from courses.sync.looking import lessons_there, versions_seen
from courses.sync.moments import moment_of
from courses.sync.seen import note_new


@transaction.atomic
def write_quick(sender: Sender, entries: Sequence[Entry], *, at: datetime) -> None:
    """Store the quizzes and the progress of a batch; each entry learns what became of it."""
    if connection.features.has_select_for_update:
        # What arrives for one person at one moment takes turns; SQLite has one writer anyway.
        Learner.objects.select_for_update().get(pk=sender.learner.pk)
    known = _progress_of(sender, [one for one in entries if isinstance(one.item, ProgressItem)], at)
    for lesson_key, one in _quizzes_of(sender, [e for e in entries if isinstance(e.item, QuizItem)], at):
        known[lesson_key] = known[lesson_key].joined(one) if lesson_key in known else one
    join_progress(sender.learner, known)


def _progress_of(sender: Sender, entries: Sequence[Entry], at: datetime) -> dict[UUID, Known]:
    """Return what the new progress items say of each lesson, joined."""
    items = [(entry, entry.item) for entry in entries if isinstance(entry.item, ProgressItem)]
    wanted = {item.body.lesson for _entry, item in items}
    there = lessons_there(wanted)
    new = note_new(sender.profile, {item.id for _e, item in items if item.body.lesson in there}, at=at)
    known: dict[UUID, Known] = {}
    for entry, item in items:
        lesson_key = item.body.lesson
        if lesson_key not in there:
            entry.refuse(UnknownLesson())
        elif item.id not in new:
            entry.result = DUPLICATE
        else:
            new.discard(item.id)
            entry.result = STORED
            moment = moment_of(item.clock, item.skew_ms, learner=sender.learner, received_at=at)
            one = Known(item.body.watched, item.body.furthest_ms, opened_at=moment, seen_at=moment)
            known[lesson_key] = known[lesson_key].joined(one) if lesson_key in known else one
    return known


def _quizzes_of(sender: Sender, entries: Sequence[Entry], at: datetime) -> list[tuple[UUID, Known]]:
    """Mark the quizzes again, write them down, and return what the new ones say of their lessons."""
    bodies = [entry.item.body for entry in entries if isinstance(entry.item, QuizItem)]
    versions = versions_seen({(body.lesson, body.version) for body in bodies})
    attempts: dict[UUID, Attempt] = {}
    mine: list[tuple[Entry, Attempt]] = []
    again: list[Entry] = []
    for entry in entries:
        attempt = _marked(sender, entry, versions, at)
        if attempt is None:
            continue
        first = attempts.setdefault(attempt.pk, attempt)
        if (first.quiz_version_id, first.answers) != (attempt.quiz_version_id, attempt.answers):
            again.append(entry)  # one id for two sets of answers: which of them is stored, shows below
        else:
            mine.append((entry, first))
    is_new = _recorded(sender, list(attempts.values()))
    told = []
    for entry, attempt in mine:
        if is_new[attempt.pk] is None:
            entry.refuse(AttemptTaken())
        elif not is_new[attempt.pk]:
            entry.result = DUPLICATE
        else:
            is_new[attempt.pk] = False
            entry.result = STORED
            told.append((attempt.quiz_version.lesson_id, _known(attempt)))
    return told + (_quizzes_of(sender, again, at) if again else [])


def _marked(
    sender: Sender, entry: Entry, versions: dict[tuple[UUID, str], QuizVersion], at: datetime
) -> Attempt | None:
    item = entry.item
    assert isinstance(item, QuizItem)
    version = versions.get((item.body.lesson, item.body.version))
    try:
        if version is None:
            raise NoQuiz
        attempt = marked_attempt(
            version,
            attempt_id=item.id,
            learner=sender.learner,
            answers=item.body.answers,
            answered_at=moment_of(item.clock, item.skew_ms, learner=sender.learner, received_at=at),
            received_at=at,
        )
    except Refused as refusal:
        entry.refuse(refusal)
        return None
    entry.mark = Mark(attempt.score, attempt.max_score, attempt.is_passed)
    told = read_mark(item.body.mark)
    if told is not None and told != entry.mark:
        entry.differs, attempt.phone_mark = True, told.as_kept()
    return attempt


def _recorded(sender: Sender, attempts: list[Attempt]) -> dict[UUID, bool | None]:
    """Write attempts down. An id that is another person's by mistake or mischief costs nobody's answers."""
    is_new = record_attempts(attempts, people=sender.people)
    taken = {attempt.pk for attempt in attempts if is_new[attempt.pk] is None}
    if taken:
        own = set(
            Attempt.objects.filter(pk__in=taken, learner__in=sender.people).values_list("pk", flat=True)
        )
        foreign = [attempt for attempt in attempts if attempt.pk in taken - own]
        for attempt in foreign:
            attempt.pk = own_id(sender, attempt.pk)
        is_new |= record_attempts(foreign, people=sender.people)
    return is_new


def own_id(sender: Sender, item_id: UUID) -> UUID:
    """Return the id under which an item is kept whose own one belongs to somebody else."""
    return uuid5(sender.profile.public_id, item_id.hex)


def _known(attempt: Attempt) -> Known:
    moment = attempt.answered_at
    return Known(
        best_percent=attempt.percent,
        opened_at=moment,
        quiz_passed_at=moment if attempt.is_passed else None,
        seen_at=moment,
    )
