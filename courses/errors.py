"""What a room says when it refuses: one sentence for the person, in the page's language."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.utils.functional import Promise

P = ParamSpec("P")
T = TypeVar("T")


class Refused(Exception):
    """A rule said no. `message` tells the person what to do next; `status` is the HTTP answer.

    Every room derives its own errors from this one, so that pages and the API answer alike. `others` are
    further refusals of the same thing, each with its own field (see `Faults`).
    """

    status = 400
    code = "refused"

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.others: list[Refused] = []


class Faults:
    """All that is wrong with one thing, so that a person mends it in one go."""

    def __init__(self) -> None:
        self.found: list[Refused] = []

    def ask(self, rule: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return what a rule answers; where it refuses that is kept, and None returned."""
        try:
            return rule(*args, **kwargs)
        except Refused as refused:
            self.found.append(refused)
            return None

    def spare(self, *fields: str) -> bool:
        """Tell whether nothing was found wrong with any of these fields."""
        return not any(one.field in fields for one in self.found)

    def require_none(self) -> None:
        """Raise the first refusal with all the `others`, if there is any."""
        if self.found:
            first = self.found[0]
            first.others = self.found[1:]
            raise first
