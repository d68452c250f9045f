"""A place where a change is tried and taken back, without keeping others from writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Model

from courses.audit.models import AuditEntry
from courses.goals.models import Indicator, Target
from courses.milestones.counting_rules import CountingRule
from courses.milestones.models import Certification
from courses.milestones.rule_models import EvidenceRule

# All that the acts behind the page of rules write. Of the record of acts nothing is read: it stays empty.
WRITTEN: tuple[type[Model], ...] = (CountingRule, EvidenceRule, Indicator, Target, Certification)
NOTED: tuple[type[Model], ...] = (AuditEntry,)


@contextmanager
def taken_back() -> Iterator[None]:
    """Take back all that is written inside, whatever happens there.

    SQLite has one turn of writing for everybody, and a trial would hold it while it counts. So there the
    trial has a connection of its own, whose database is in memory and holds copies of what is written;
    all else it reads in the site's file, opened for reading only: SQLite looks a table up in the
    connection's own database first. Writing anything else is refused and never waits. A caller who is in
    a transaction already keeps it, and a savepoint is taken back, as on PostgreSQL a transaction is.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    if not isinstance(usual, DatabaseWrapper) or usual.in_atomic_block or usual.is_in_memory_db():
        with _rolled_back():
            yield
        return
    own = _beside(usual)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        with _rolled_back():  # one transaction, so that one moment of the site's file is read throughout
            _copy(own)
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual
        own.connection.close()  # Django leaves a database in memory open


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _beside(usual: DatabaseWrapper) -> DatabaseWrapper:
    """Return a connection to an empty database in memory, with the site's file attached for reading."""
    own = usual.copy()
    own.settings_dict["NAME"] = ":memory:"
    own.settings_dict["OPTIONS"] = {"transaction_mode": "DEFERRED"}
    with own.cursor() as cursor:
        # A copied row points at rows of the other database, which no constraint can follow.
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(
            "ATTACH DATABASE %s AS site", [f"file:{quote(str(usual.settings_dict['NAME']))}?mode=ro"]
        )
    return own


def _copy(own: DatabaseWrapper) -> None:
    with own.cursor() as cursor:
        for model in (*WRITTEN, *NOTED):
            table = model._meta.db_table
            for statement in _statements(cursor, table):
                cursor.execute(statement)
            if model in WRITTEN:
                name = own.ops.quote_name(table)
                cursor.execute(f"INSERT INTO main.{name} SELECT * FROM site.{name}")  # noqa: S608
        cursor.execute("ANALYZE main")


def _statements(cursor: Any, table: str) -> list[str]:
    """Return what made a table and its indexes."""
    rows = "SELECT sql FROM site.sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC"
    cursor.execute(rows, [table])
    return [sql for (sql,) in cursor.fetchall()]
