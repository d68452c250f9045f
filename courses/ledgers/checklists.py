"""Reading a checklist: which items are for this applicant, what is ready, and the one next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import get_language

from courses.ledgers.models import DbdApplication, DbdChecklist, DbdTick, Operator
from courses.ledgers.seeds import CHECKLISTS


@dataclass(frozen=True)
class Item:
    """One thing to prepare. `is_enough` tells that it, or another of its choice, is ready."""

    key: str
    words: str
    any_of: str
    ticked_at: datetime | None = None
    ticked_by: str = ""
    is_enough: bool = False


def load_checklists() -> int:
    """Write the versions that are missing; one that stands is left as it is. Returns how many were new."""
    written = 0
    for checklist in CHECKLISTS:
        facts = {name: value for name, value in checklist.items() if name != "version"}
        _row, is_new = DbdChecklist.objects.get_or_create(version=checklist["version"], defaults=facts)
        written += is_new
    return written


def checklist_on(day: date) -> DbdChecklist:
    """Return the newest version in effect on a day; where none is, the newest of all."""
    in_effect = Q(effective_from__lte=day) & (Q(effective_to__isnull=True) | Q(effective_to__gte=day))
    newest = DbdChecklist.objects.order_by("-version")
    return newest.filter(in_effect).first() or newest.first() or _seeded(day)


def _seeded(day: date) -> DbdChecklist:
    load_checklists()
    return checklist_on(day)


def item_keys(checklist: DbdChecklist, operator: Operator) -> list[str]:
    """Return the keys of the items that an operator prepares."""
    return [str(row["key"]) for row in _rows(checklist, operator)]


def items_of(application: DbdApplication) -> list[Item]:
    """Return the items of an application with what is ready, in the page's language: one query."""
    ticks = {tick.item_key: tick for tick in application.ticks.select_related("ticked_by")}
    rows = _rows(application.checklist, application.operator)
    ready = {row["any_of"] or row["key"] for row in rows if row["key"] in ticks}
    language = "en" if get_language() == "en" else "th"
    return [
        _item(row, ticks.get(row["key"]), row["any_of"] in ready or row["key"] in ready, language)
        for row in rows
    ]


def next_item(items: Iterable[Item]) -> Item | None:
    """Return the first thing that is still missing; None when all is ready."""
    return next((item for item in items if not item.is_enough), None)


def _rows(checklist: DbdChecklist, operator: Operator) -> list[dict[str, str]]:
    kind = "juristic" if operator.juristic_number else "individual"
    return [row for row in checklist.items if row["for"] in ("", kind)]


def _item(row: dict[str, str], tick: DbdTick | None, is_enough: bool, language: str) -> Item:
    return Item(
        key=row["key"],
        words=row[language],
        any_of=row["any_of"],
        ticked_at=tick.ticked_at if tick else None,
        ticked_by=tick.ticked_by.name if tick else "",
        is_enough=is_enough,
    )
