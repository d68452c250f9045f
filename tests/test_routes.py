"""Every address of the site, asked by every kind of visitor. A new address without a row fails."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests import routes
from tests.build import People
from tests.routes import VISITORS, Row, visitor_of

ROWS: list[Row] = [
    row
    for module in pkgutil.iter_modules(routes.__path__)
    for row in importlib.import_module(f"tests.routes.{module.name}").ROWS
]
# Wagtail's admin has hundreds of addresses and one gate: `test_content_admin.py` asks for all of them.
WALKED_ELSEWHERE = ("cms/",)


def addresses(patterns: list[URLPattern | URLResolver], spaces: str = "", before: str = "") -> Iterator[str]:
    """Yield the full name of every address, or its text where it has no name."""
    for pattern in patterns:
        text = before + str(pattern.pattern)
        if text in WALKED_ELSEWHERE:
            continue
        if isinstance(pattern, URLResolver):
            inside = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, inside, text)
        else:
            yield f"{spaces}{pattern.name}" if pattern.name else f"(no name) {text}"


def test_every_address_has_a_row_in_the_role_table() -> None:
    missing = set(addresses(get_resolver().url_patterns)) - {row.name for row in ROWS}
    assert not missing, f"add a Row in tests/routes/ for: {sorted(missing)}"


def test_every_row_has_an_address() -> None:
    left_over = {row.name for row in ROWS} - set(addresses(get_resolver().url_patterns))
    assert not left_over, f"these rows have no address any more: {sorted(left_over)}"


def address_of(row: Row, people: People) -> str:
    """Return the address of a row in the language that is active."""
    wanted = row.kwargs(people)
    named = isinstance(wanted, dict)
    url = reverse(row.name, kwargs=wanted) if named else reverse(row.name, args=wanted)
    return url + row.query


def knock(row: Row, people: People, visitor: str, url: str) -> int:
    """Return the status that one visitor gets; what the visit changed is undone."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if user := visitor_of(people, visitor):
            client.force_login(user)
        sent = {"content_type": row.content_type} if row.content_type else {}
        send = getattr(client, row.method)
        status: int = send(url, row.data(people), **sent).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_visitor_gets_the_answer_of_the_table(row: Row, people: People) -> None:
    url = address_of(row, people)
    got = {visitor: knock(row, people, visitor, url) for visitor in VISITORS}
    assert got == {visitor: row.expected(visitor) for visitor in VISITORS}


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "get"], ids=str)
def test_the_english_address_is_guarded_alike(row: Row, people: People) -> None:
    with translation.override("en"):
        url = address_of(row, people)
    assert knock(row, people, "nobody", url) == row.expected("nobody")
