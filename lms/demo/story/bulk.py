"""Writing very many rows at once: plain values instead of model objects, and keys counted out here.

A model object costs more than all the rest of writing its row. Here a row is a mapping from column
attribute to value; what is not named has the field's default. Keys that the database would number are
given out by `Numbers`, so that rows that refer to each other need no answer from the database. Only for a
register that nobody else writes to meanwhile, as in the one transaction that makes a demonstration.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

AT_ONCE = 5_000
Row = Mapping[str, Any]
Model = type[models.Model]
# Values of these fields go to either database as they are.
PLAIN = (
    models.AutoField, models.IntegerField, models.BooleanField, models.CharField, models.TextField,
    models.DateField,
)  # fmt: skip


class Numbers:
    """Gives out the numbers of new rows, table by table, from the first free one."""

    def __init__(self) -> None:
        self._next: dict[Model, count[int]] = {}

    def of(self, model: Model) -> int:
        """Return the next free number of a table."""
        if model not in self._next:
            highest = model._default_manager.aggregate(highest=Max("pk"))["highest"]
            self._next[model] = count((highest or 0) + 1)
        return next(self._next[model])

    def settle(self) -> None:
        """Let the database go on numbering after the numbers that were given out (PostgreSQL)."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._next)):
                cursor.execute(statement)


@dataclass(frozen=True)
class _Table:
    """How the rows of a table are written: their columns, what stands where nothing is said, what changes.

    `makers` give the value of a column anew for each row, `changes` turn a value into the database's; both
    by the place of the column.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    defaults: tuple[Any, ...]
    makers: tuple[tuple[int, str, Callable[[], Any]], ...]
    changes: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: Row) -> list[Any]:
        """Return a row as the database takes it."""
        found = [row.get(name, default) for name, default in zip(self.names, self.defaults, strict=True)]
        for place, name, make in self.makers:
            if name not in row:
                found[place] = make()
        for place, change in self.changes:
            if (value := found[place]) is not None:
                found[place] = change(value)
        return found


def insert(model: Model, rows: Sequence[Row]) -> None:
    """Write rows of one table whose related rows are written already."""
    if not rows:
        return
    table = _table(model, with_number=str(model._meta.pk.attname) in rows[0])
    put = _copy if connection.vendor == "postgresql" else _execute_many
    for first in range(0, len(rows), AT_ONCE):
        put(model, table.columns, [table.values(row) for row in rows[first : first + AT_ONCE]])


@cache
def _table(model: Model, *, with_number: bool) -> _Table:
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if with_number or not isinstance(field, models.AutoField)
    ]
    changes = ((place, _change(field)) for place, field in enumerate(fields))
    return _Table(
        tuple(field.attname for field in fields),
        tuple(str(field.column) for field in fields),
        tuple(None if callable(field.default) else field.get_default() for field in fields),
        tuple((p, f.attname, f.get_default) for p, f in enumerate(fields) if callable(f.default)),
        tuple((place, change) for place, change in changes if change is not None),
    )


def _change(field: Any) -> Callable[[Any], Any] | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    is_sqlite = connection.vendor == "sqlite"
    if isinstance(target, models.DateTimeField):
        return _sqlite_moment if is_sqlite else None
    if isinstance(target, models.UUIDField):
        return (lambda value: value.hex) if is_sqlite else None
    if isinstance(target, models.JSONField):
        return _json if is_sqlite or connection.vendor == "postgresql" else _general(field)
    return None if isinstance(target, PLAIN) else _general(field)


def _general(field: Any) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)


def _sqlite_moment(value: datetime) -> str:
    """Write a moment as Django writes it into SQLite: «2026-11-22 05:00:00», in UTC without saying so."""
    return str(value.astimezone(UTC))[: -len("+00:00")]


def _json(value: Any) -> str:
    return json.dumps(value)


def _execute_many(model: Model, columns: Sequence[str], rows: Sequence[list[Any]]) -> None:
    names, marks = ", ".join(map(connection.ops.quote_name, columns)), ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _copy(model: Model, columns: Sequence[str], rows: Sequence[list[Any]]) -> None:
    """Send rows as one stream (PostgreSQL's COPY), instead of one statement each."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
