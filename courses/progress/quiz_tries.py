"""A quiz that a learner is in the middle of, kept in their session until it is finished.

The finished answers become an `Attempt`; until then nothing is written but the session, so that going
back, reloading and losing the signal lose nothing.
"""

from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

PLACE = "quizzes"
# A learner who peeks into many quizzes keeps the last ones; a session stays small.
MOST_KEPT = 8


@dataclass(slots=True)
class Try:
    """One go at a quiz: the id that the attempt will have, the version shown, the answers so far."""

    attempt_id: str
    version: int
    answers: dict[str, Any] = field(default_factory=dict)
    is_recorded: bool = False


class Tries:
    """The goes that a session holds, one for each lesson."""

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self.session = session

    def of(self, lesson_key: UUID) -> Try | None:
        """Return the go at a lesson's quiz, finished or not, or None."""
        kept = self.session.get(PLACE, {}).get(str(lesson_key))
        return Try(**kept) if kept else None

    def unfinished(self, lesson_key: UUID) -> Try | None:
        """Return the go that waits for answers, or None."""
        go = self.of(lesson_key)
        return None if go is None or go.is_recorded else go

    def start(self, lesson_key: UUID, *, version: int, attempt_id: UUID | None = None) -> Try:
        """Begin a go with a fresh id, or take up the one that a form brought back."""
        go = Try(attempt_id=str(attempt_id or uuid4()), version=version)
        self.keep(lesson_key, go)
        return go

    def keep(self, lesson_key: UUID, go: Try) -> None:
        """Write a go down, as the latest one."""
        kept = {name: value for name, value in self.session.get(PLACE, {}).items() if name != str(lesson_key)}
        kept[str(lesson_key)] = asdict(go)
        self.session[PLACE] = dict(list(kept.items())[-MOST_KEPT:])
