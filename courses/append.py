"""Append-only facts: written once, whatever arrives twice; and which of them waits, whatever comes last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connections, models, router


def append_once(row: models.Model) -> bool:
    """Insert a row whose primary key the sender made; tell whether it is new.

    One statement on SQLite and PostgreSQL alike, so two deliveries at the same moment cannot both be
    "first" and no transaction breaks. A row that is already there is left untouched; other rules of
    the table still raise `IntegrityError`.
    """
    return bool(append_all([row]))


def append_all(rows: Sequence[models.Model]) -> set[Any]:
    """Insert many rows of one table in one statement; return the keys of those that are new.

    A key that stands twice among them is inserted once. Give them in the order of their keys, so that
    two deliveries at the same moment wait for each other and never in a ring.
    """
    if not rows:
        return set()
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields, pk = model._meta.local_concrete_fields, model._meta.pk
    quote = connection.ops.quote_name
    key = quote(str(pk.column))
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = "(" + ", ".join(["%s"] * len(fields)) + ")"
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608 - our own names
            f"VALUES {', '.join([marks] * len(rows))} ON CONFLICT ({key}) DO NOTHING RETURNING {key}",
            values,
        )
        new = {pk.to_python(found) for (found,) in cursor.fetchall()}
    for row in rows:
        row._state.adding = False
    return new


class Waiting(Protocol):
    """Something that a learner sent and a person decides: practice work, a claim."""

    id: Any
    state: Any
    sent_at: Any
    decided_at: Any


def make_way(row: Waiting, others: Sequence[Waiting], *, final: str) -> list[UUID]:
    """Set the state of a row that arrives late; return the ids of those that wait and are replaced by it.

    Of all that nobody decided the latest one waits, by moment and then id: so the order of arrival
    decides nothing. What is older than the last verdict, or comes after the `final` one, is replaced.
    """
    waiting = [other for other in others if other.state == "pending"]
    decided = [other for other in others if other.decided_at is not None]
    is_over = any(other.state == final for other in decided)
    if is_over or any(_place(other) > _place(row) for other in (*waiting, *decided)):
        row.state = "replaced"
        return []
    row.state = "pending"
    return [other.id for other in waiting]


def _place(row: Waiting) -> tuple[datetime, str]:
    return row.sent_at, str(row.id)
