"""Empties the database behind a test with real transactions, and puts back what the migrations wrote.

Django's flush truncates every table and writes all permissions anew: a fifth of a second on SQLite, more
than a second on PostgreSQL, two hundred times; and it loses what migrations write, such as definitions of
figures. Here only what holds rows is emptied, and what an empty site holds is copied back.
"""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = "kept_for_tests_"
_kept: list[str] = []
_sequences: list[tuple[str, str, str]] = []
_flush = TransactionTestCase._fixture_teardown


def empty_again(test: Any) -> None:
    """Leave the database as the migrations made it; `test` is the Django test case around a test."""
    # A test that asks for less, or for more, gets what Django does.
    if test.available_apps is not None or test.serialized_rollback or test.reset_sequences:
        _flush(test)
    put_back()


def keep() -> None:
    """Copy what an empty site holds: once, before the first test."""
    with connection.cursor() as cursor:
        _kept[:] = _tables_with_rows(cursor)
        for table in _kept:
            cursor.execute(f"DROP TABLE IF EXISTS {_quoted(KEPT + table)}")
            cursor.execute(f"CREATE TABLE {_quoted(KEPT + table)} AS SELECT * FROM {_quoted(table)}")
        if connection.vendor == "postgresql":
            _sequences[:] = [
                (table, one["column"], one["name"])
                for table in _kept
                for one in connection.introspection.get_sequences(cursor, table)
            ]


def put_back() -> None:
    """Delete all rows, and copy back those of an empty site."""
    # Foreign keys are looked at when the transaction ends: so the order of tables does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Waits for what a server's thread has not finished, as a truncation does.
            every = ", ".join(map(_quoted, _tables()))
            cursor.execute(f"LOCK TABLE {every} IN ACCESS EXCLUSIVE MODE")
        for table in _tables_with_rows(cursor):
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        for table in _kept:
            cursor.execute(f"INSERT INTO {_quoted(table)} SELECT * FROM {_quoted(KEPT + table)}")
        if connection.vendor == "postgresql":
            _count_on(cursor)
    ContentType.objects.clear_cache()


def _count_on(cursor: Any) -> None:
    """Let the next row of a table have an id that no row has: a flush begins to count at 1."""
    for table, column, sequence in _sequences:
        number, most = f"(SELECT last_value FROM {sequence})", f"(SELECT MAX({column}) FROM {_quoted(table)})"
        cursor.execute(f"SELECT setval('{sequence}', GREATEST({number}, {most}))")


def _tables_with_rows(cursor: Any) -> list[str]:
    asked = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})"  # one question for all
        for table in _tables()
    )
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({one._meta.db_table for one in models if one._meta.managed and not one._meta.proxy})


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
