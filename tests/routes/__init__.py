"""The role table: what each address answers to each kind of visitor. One file of `ROWS` a room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.accounts.models import User
from tests.build import People

# Everybody that the table asks for, in the order in which they knock.
VISITORS = (
    "nobody",
    "learner",
    "classmate",
    "neighbour",
    "trainer",
    "neighbour_trainer",
    "manager",
    "neighbour_manager",
    "administrator",
)


Kwargs = Callable[[People], "dict[str, Any] | tuple[str, ...]"]


def _nothing(people: People) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """One address and the status that each visitor gets.

    `name` is the URL's name with its namespace ("api-1:my-lesson"). `kwargs(people)` builds what the
    row needs and returns the address's arguments (a tuple where they have no names), `data(people)`
    what is sent. `classmate` answers like
    `learner`, the neighbours like 404, unless said otherwise.
    """

    name: str
    kwargs: Kwargs = _nothing
    method: str = "get"
    data: Callable[[People], dict[str, Any]] = _nothing
    content_type: str = ""
    query: str = ""
    nobody: int = 302
    learner: int = 404
    classmate: int | None = None
    neighbour: int | None = None
    trainer: int = 404
    neighbour_trainer: int | None = None
    manager: int = 404
    neighbour_manager: int | None = None
    administrator: int = 404

    def expected(self, visitor: str) -> int:
        """Return the status for one visitor; who is left out answers like the one beside them."""
        said: int | None = getattr(self, visitor)
        if said is not None:
            return said
        if visitor == "classmate":
            return self.learner
        return self.learner if visitor == "neighbour" else getattr(self, visitor.removeprefix("neighbour_"))

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def public(name: str, kwargs: Kwargs = _nothing, status: int = 200, **more: Any) -> Row:
    """Return a row for an address that answers everybody alike."""
    return Row(name, kwargs, **dict.fromkeys(VISITORS, status), **more)


def learners(name: str, kwargs: Kwargs = _nothing, status: int = 200, **more: Any) -> Row:
    """Return a row for a page of a learner's own: every learner sees their own, staff none."""
    return Row(name, kwargs, **{"learner": status, **more})


def desk(name: str, kwargs: Kwargs = _nothing, status: int = 200, **more: Any) -> Row:
    """Return a row for a desk page that all staff open; what it shows differs, not whether it opens."""
    return Row(name, kwargs, **{"trainer": status, "manager": status, "administrator": status, **more})


def ours(name: str, kwargs: Kwargs, status: int = 200, **more: Any) -> Row:
    """Return a row for a desk page about one thing in the people's own community.

    Its trainer, its manager and the administrator see it; the neighbours get a 404.
    """
    answers = {"trainer": status, "neighbour_trainer": 404, "manager": status, "neighbour_manager": 404}
    return Row(name, kwargs, **{**answers, "administrator": status, **more})


def visitor_of(people: People, visitor: str) -> User | None:
    """Return the profile that knocks; None for nobody."""
    if visitor == "nobody":
        return None
    who = getattr(people, visitor)
    return who if isinstance(who, User) else who.user
