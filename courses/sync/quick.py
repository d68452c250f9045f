"""Quizzes and progress: a whole batch of one person in a handful of statements, all or nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection

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
from courses.sync.turns import writing


def write_quick(sender: Sender, entries: Sequence[Entry], *, at: datetime) -> None:
    """Store the quizzes and the progress of a batch; each entry learns what became of it.

    Looking up and marking come before the transaction: SQLite has one writer, and nobody waits for sums.
    """
    seen = _readable_progress(sender, entries, at)
    marked = _marked_quizzes(sender, entries, at)
    with writing():
        if connection.features.has_select_for_update:
            # What arrives for one person at one moment takes turns.
            Learner.objects.select_for_update().get(pk=sender.learner.pk)
        known: dict[UUID, Known] = {}
        for lesson_key, one in (*_new_progress(sender, seen, at), *_new_quizzes(sender, marked)):
            known[lesson_key] = known[lesson_key].joined(one) if lesson_key in known else one
        join_progress(sender.learner, known)


def _readable_progress(
    sender: Sender, entries: Sequence[Entry], at: datetime
) -> list[tuple[Entry, ProgressItem, Known]]:
    """Return the progress items of lessons that are there, with what each says."""
    items = [(entry, entry.item) for entry in entries if isinstance(entry.item, ProgressItem)]
    there = lessons_there({item.body.lesson for _entry, item in items})
    readable = []
    for entry, item in items:
        if item.body.lesson not in there:
            entry.refuse(UnknownLesson())
            continue
        moment = moment_of(item.clock, item.skew_ms, learner=sender.learner, received_at=at)
        one = Known(item.body.watched, item.body.furthest_ms, opened_at=moment, seen_at=moment)
        readable.append((entry, item, one))
    return readable


def _new_progress(
    sender: Sender, seen: Sequence[tuple[Entry, ProgressItem, Known]], at: datetime
) -> Iterator[tuple[UUID, Known]]:
    """Note the items and yield what those say that were not known before."""
    new = note_new(sender.profile, {item.id for _entry, item, _known in seen}, at=at)
    for entry, item, known in seen:
        entry.result = STORED if item.id in new else DUPLICATE
        if item.id in new:
            new.discard(item.id)
            yield item.body.lesson, known


def _marked_quizzes(sender: Sender, entries: Sequence[Entry], at: datetime) -> list[tuple[Entry, Attempt]]:
    """Mark the quizzes again, each against the version that was seen."""
    quizzes = [(entry, entry.item) for entry in entries if isinstance(entry.item, QuizItem)]
    versions = versions_seen({(item.body.lesson, item.body.version) for _entry, item in quizzes})
    marked = ((entry, _marked(sender, entry, item, versions, at)) for entry, item in quizzes)
    return [(entry, attempt) for entry, attempt in marked if attempt is not None]


def _new_quizzes(sender: Sender, marked: Sequence[tuple[Entry, Attempt]]) -> list[tuple[UUID, Known]]:
    """Write the attempts down and return what the new ones say of their lessons."""
    attempts: dict[UUID, Attempt] = {}
    mine: list[tuple[Entry, Attempt]] = []
    again: list[tuple[Entry, Attempt]] = []
    for entry, attempt in marked:
        first = attempts.setdefault(attempt.pk, attempt)
        is_same = (first.quiz_version_id, first.answers) == (attempt.quiz_version_id, attempt.answers)
        # One id for two sets of answers: which of them is stored shows below.
        (mine if is_same else again).append((entry, first if is_same else attempt))
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
    return told + (_new_quizzes(sender, again) if again else [])


def _marked(
    sender: Sender,
    entry: Entry,
    item: QuizItem,
    versions: dict[tuple[UUID, str], QuizVersion],
    at: datetime,
) -> Attempt | None:
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
