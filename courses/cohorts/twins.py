"""Two profiles that joining found to be perhaps one person. The room of duplicates, above, keeps them."""

from collections.abc import Callable
from datetime import datetime

from courses.people.models import Learner

TwinNote = Callable[[Learner, Learner, datetime], object]
_notes: list[TwinNote] = []


def use_twin_note(note: TwinNote) -> None:
    """Let a room above keep such pairs; the same one twice counts once."""
    if note not in _notes:
        _notes.append(note)


def note_twins(listed: Learner, newcomer: Learner, *, at: datetime) -> None:
    """Tell the room above of a profile that a list made, and of somebody with its code under another name."""
    for note in _notes:
        note(listed, newcomer, at)
