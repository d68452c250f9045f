"""Rows found by their values, with the SQL built once.

Building a query costs Django several times what SQLite needs to answer it, and it builds the same one
anew at every request. For the few questions that every request asks, this keeps what was built.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """Finds rows by their values: `Prepared(lambda: User.objects.filter(pk=0))` then `.get(7)` or `.all(7)`.

    The queryset holds exactly the values that are replaced, one a filter, in their order; `select_related`
    is followed. It leans on the compiler of Django's ORM (5.2), as `ModelIterable` does;
    `tests/test_prepared.py` compares every field with what the plain queryset gives.
    """

    def __init__(self, queryset: Callable[[], models.QuerySet[M]]) -> None:
        self.queryset = queryset
        # A compiler belongs to its connection, and each thread has its own.
        self.kept = threading.local()

    def get(self, *values: Any) -> M | None:
        """Return the row with the values, or None. Moments come as the database's adapter takes them."""
        plan = self._plan()
        with plan.connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.checked(values))
            row = cursor.fetchone()
        return None if row is None else plan.instance(row)

    def all(self, *values: Any) -> list[M]:
        """Return all rows with the values, in the queryset's order."""
        plan = self._plan()
        with plan.connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.checked(values))
            return [plan.instance(row) for row in cursor.fetchall()]

    def made_of(self, row: tuple[Any, ...]) -> M:
        """Return the instance of a row that another statement returned: all columns, in the model's order."""
        made: M = self._plan().instance(row)
        return made

    def _plan(self) -> "_Plan":
        plan: _Plan | None = getattr(self.kept, "plan", None)
        if plan is None or plan.connection is not connections[DEFAULT_DB_ALIAS]:
            plan = self.kept.plan = _Plan(self.queryset())
        return plan


class _Plan:
    """What `ModelIterable` works out anew for every query."""

    def __init__(self, queryset: models.QuerySet[Any]) -> None:
        self.connection = connections[DEFAULT_DB_ALIAS]
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = self.compiler.as_sql()
        self.values = len(params)
        info, select = self.compiler.klass_info, self.compiler.select
        self.model, fields = info["model"], info["select_fields"]
        self.first, self.last = fields[0], fields[-1] + 1
        self.names = [column[0].target.attname for column in select[self.first : self.last]]
        # The stubs describe Django 6; this is 5.2.
        self.related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self.converters = self.compiler.get_converters([column[0] for column in select])

    def checked(self, values: tuple[Any, ...]) -> list[Any]:
        if len(values) != self.values:
            raise ValueError(f"this prepared queryset holds {self.values} values")
        # SQLite keeps a UUID as its 32 letters.
        has_uuids = self.connection.features.has_native_uuid_field
        return [one.hex if isinstance(one, UUID) and not has_uuids else one for one in values]

    def instance(self, row: tuple[Any, ...]) -> Any:
        row = next(iter(self.compiler.apply_converters([row], self.converters))) if self.converters else row
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.first : self.last])
        for populator in self.related:
            populator.populate(row, found)
        return found
