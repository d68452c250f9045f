"""What can be wrong with a caption file: the line, and one sentence that says what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.errors import MediaRefused

# A person mends a few at a time; a thousand sentences help nobody.
MOST_SHOWN = 10


@dataclass(frozen=True)
class Problem:
    """One fault: `code` names it, `line` counts from 1 (0 is the whole file)."""

    code: str
    line: int
    sentence: str | Promise

    def __str__(self) -> str:
        if not self.line:
            return str(self.sentence)
        return str(_("Line %(line)d: %(sentence)s") % {"line": self.line, "sentence": self.sentence})


class CaptionsRefused(MediaRefused):
    """A caption file cannot be taken. `problems` are its first faults, in the order of the file."""

    def __init__(self, problems: Iterable[Problem], *, status: int = 422) -> None:
        ordered = sorted(problems, key=lambda problem: problem.line)
        self.problems = ordered[:MOST_SHOWN]
        self.more = len(ordered) - len(self.problems)
        first = self.problems[0]
        super().__init__(first.code, str(first), status=status, field="file")


def refused(code: str, sentence: str | Promise, *, line: int = 0, status: int = 422) -> CaptionsRefused:
    """Return the refusal of a file for one reason."""
    return CaptionsRefused([Problem(code, line, sentence)], status=status)
