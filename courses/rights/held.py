"""What is held about a person, in plain words and short lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Choices, Model
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.people.models import Learner
from courses.reports.history import SHOWN, Act, acts_about, acts_in_words
from courses.rights.tables import GROUPS, Table, tables_of
from lms.accounts.phones import show_phone
from lms.dates import bangkok_date, short_date

ROWS_SHOWN = 20
# What only a program reads; the copy has it.
NOT_FOR_THE_EYE = frozenset({"answers", "checklist", "content", "sent_sha256", "size_bytes", "public_id"})


@dataclass(frozen=True)
class Shown:
    """One table on the page: each row is a list of (label, value) with something to say."""

    title: str | Promise
    rows: list[list[tuple[str, str]]]
    more: int


@dataclass(frozen=True)
class Group:
    """One group of the page. `acts` is filled for the group of acts alone."""

    key: str
    title: str | Promise
    tables: list[Shown]
    acts: list[Act]


def held_about(learner: Learner) -> list[Group]:
    """Return the groups of the page; the newest rows first, the rest is counted and stands in the copy."""
    tables = tables_of(learner)
    acts = acts_in_words(acts_about(learner)[:SHOWN], learner, me=_("You"))
    return [
        Group(
            key,
            title,
            [_shown(table) for table in tables if table.group == key and key != "acts"],
            acts if key == "acts" else [],
        )
        for key, title in GROUPS
    ]


def _shown(table: Table) -> Shown:
    rows: Any = table.rows
    first = list(rows[: ROWS_SHOWN + 1])
    more = max(0, rows.count() - ROWS_SHOWN) if len(first) > ROWS_SHOWN else 0
    return Shown(table.title, [list(_line(table, row)) for row in first[:ROWS_SHOWN]], more)


def _line(table: Table, row: Any) -> Iterator[tuple[str, str]]:
    for name, label, read in table.columns:
        if name in NOT_FOR_THE_EYE:
            continue
        if words := _words(row, name, read(row)):
            yield str(label), words


def _words(row: Any, name: str, value: Any) -> str:
    """Return a value as people read it: a choice by its name, a day in the Buddhist era."""
    if value is None or value == "" or value == []:
        return ""
    if name == "phone":
        return show_phone(value)
    named = getattr(row, f"get_{name}_display", None) if isinstance(row, Model) else None
    if named is not None:
        return str(named())
    if isinstance(value, Choices):
        return str(value.label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        value = bangkok_date(value)
    if isinstance(value, date):
        return short_date(value, get_language() or "th")
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return " · ".join(map(str, value)) if isinstance(value, list) else str(value)
