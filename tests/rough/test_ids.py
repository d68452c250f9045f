"""What is somebody else's answers like what never was: by no method can it be told that it is there."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse

from tests.build import People
from tests.rough.test_walk import OUTSIDE, client_of, knock
from tests.routes import Row, _nothing
from tests.test_routes import ROWS

NEVER = 987_654_321
SHUT = ((401, 403, 404), (302, 401, 403, 404))  # to who is signed in, to who is not
# Tokens of forms, and what else is new at every call.
NEW = re.compile(r"(csrf\w*=\w+|value=\"\w{64}\"|nonce-[\w+/=-]+|expires=[^;]*)", re.I)
OWNED = [row for row in ROWS if row.kwargs is not _nothing]


def never_was(wanted: Any) -> Any:
    """The same arguments with ids that nothing has."""
    if isinstance(wanted, dict):
        return {name: never_was(value) for name, value in wanted.items()}
    if isinstance(wanted, tuple):
        return tuple(never_was(value) for value in wanted)
    if isinstance(wanted, uuid.UUID):
        return uuid.UUID(int=7)
    return NEVER if isinstance(wanted, int) else wanted


def address(row: Row, wanted: Any) -> str:
    named = isinstance(wanted, dict)
    return reverse(row.name, kwargs=wanted) if named else reverse(row.name, args=wanted)


def told(client: Any, method: str, url: str, data: Any, row: Row) -> tuple[int, str]:
    sent = {"content_type": row.content_type} if row.content_type and method == row.method else {}
    status, words = knock(client, method, url, data if method == row.method else None, **sent)
    return status, NEW.sub("", words.replace(url, "URL"))


def differing(row: Row, people: People, clients: dict[str, Any]) -> list[tuple[str, str, str, int, int]]:
    """Where an address tells something of ours from something that is not, to whom it is shut."""
    wanted, found = row.kwargs(people), []
    urls, data = [address(row, ids) for ids in (wanted, never_was(wanted))], row.data(people)
    for visitor, client in clients.items():
        if urls[0] == urls[1] or row.expected(visitor) not in SHUT[visitor == "nobody"]:
            continue
        for method in {"get", "post", row.method}:
            ours, none = (told(client, method, url, data, row) for url in urls)
            if ours != none:
                found.append((row.name, visitor, method, ours[0], none[0]))
    return found


def test_what_is_not_in_sight_answers_like_what_never_was(people: People) -> None:
    clients, found = {visitor: client_of(people, visitor) for visitor in (*OUTSIDE, "nobody")}, []
    for row in OWNED:
        with transaction.atomic():
            found += differing(row, people, clients)
            transaction.set_rollback(True)
    assert not found
