"""Rows of a file into the ledgers: first a dry run that says what would happen, then the same for real.

Every row comes out as new, as already there, or as refused with its column and a sentence. Importing a
file a second time changes nothing.
"""

import csv
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.audit.models import Verb
from courses.cohorts.models import Enrolment
from courses.errors import Refused
from courses.ledgers import actions, dbd_actions
from courses.ledgers.checklists import checklist_on
from courses.ledgers.errors import AlreadyEntered, BadRow, NumberTaken
from courses.ledgers.facts import ServiceFacts
from courses.ledgers.import_columns import COLUMNS, LAST_NAME, SERVICES, Column, KnownTable, read_columns
from courses.ledgers.models import DbdApplication, DbdStatus, Operator, PromotionService
from courses.ledgers.whom import name_key, operator_of_learner, outside_operator, same_person
from courses.people.models import Learner
from courses.sheets.errors import refused
from courses.sheets.marks import BESIDE, mark_code, shown
from courses.sheets.marks import WORDS as CELL_MARKS
from courses.sheets.tables import Row, Table
from lms.accounts.models import Role, User
from lms.accounts.phones import clean_phone
from lms.dates import bangkok_date
from lms.text import safe_cell

MOST_ROWS = 1_000
NEW, THERE, BAD = "new", "there", "bad"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row: its number in the file, whom it is about, and why it was refused."""

    number: int
    name: str
    state: str
    column: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """What an import did, or in a dry run would do."""

    kind: str
    outcomes: list[Outcome]
    unknown: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """Return how many rows are new, already there, and refused."""
        return Counter(outcome.state for outcome in self.outcomes)

    @property
    def refused(self) -> list[Outcome]:
        """Return the rows that were not taken, each with its reason."""
        return [outcome for outcome in self.outcomes if outcome.state == BAD]


class _Undo(Exception):
    """Takes back what a dry run did in a row."""


def import_rows(table: Table, *, kind: str, by: User, at: datetime, is_dry: bool) -> Report:
    """Enter the rows of a table, or with `is_dry` only say what would happen: both go the same way.

    A dry run enters each row and takes it back at once, so it refuses exactly what the import would.
    Raises BadRow where the table has no rows, too many, or lacks a needed column.
    """
    known = read_columns(table, kind)
    if known.missing:
        words = ", ".join(str(column.words) for column in known.missing)
        raise BadRow(_("These columns are missing: %(columns)s") % {"columns": words})
    if not known.rows:
        raise BadRow(_("There is no row below the heading."))
    if len(known.rows) > MOST_ROWS:
        raise refused("too-many-rows", most=MOST_ROWS)
    run = _Run(known, kind, by, at, is_dry)
    return Report(kind, [run.outcome(row) for row in known.rows], known.unknown)


def refused_lines(table: Table, report: Report) -> Iterator[str]:
    """Yield the rows that were not taken as CSV for Excel: as they were sent, with the reason beside them."""
    writer = csv.writer(_Echo())
    cells = {number: [shown(cell) for cell in cells] for number, cells in table.rows}
    heading = read_columns(table, report.kind).heading
    width = max(map(len, [heading, *(cells[one.number] for one in report.refused)]))
    yield "\ufeff"
    yield str(writer.writerow([*map(safe_cell, _filled(heading, width)), _("Row"), _("What to do")]))
    for one in report.refused:
        reason = f"{one.column}: {one.reason}" if one.column else one.reason
        texts = map(safe_cell, _filled(cells[one.number], width))
        yield str(writer.writerow([*texts, one.number, safe_cell(reason)]))


class _Echo:
    def write(self, line: str) -> str:
        return line


def _filled(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


PARTS_OF_A_NAME = ("title", "name", "last_name")
NOTHING = ("-", "–", "—")
# The column that a refusal without a field of its own is about.
ABOUT = {"maybe-learner": "phone", "already-entered": "day", "has-mark": "is_renewal"}


class _Run:
    """One pass over a table: remembers what stood in it before, which a dry run does not keep."""

    def __init__(self, table: KnownTable, kind: str, by: User, at: datetime, is_dry: bool) -> None:
        self.table, self.kind, self.by, self.at, self.is_dry = table, kind, by, at, is_dry
        self.seen: set[tuple[object, ...]] = set()
        self.taken: set[tuple[object, ...]] = set()

    def outcome(self, row: Row) -> Outcome:
        """Enter one row, and say what became of it."""
        number, cells = row
        named = _by_column(cells, self.table)
        name = " ".join(filter(None, (shown(named.get(part, "")) for part in PARTS_OF_A_NAME)))
        try:
            return Outcome(number, name, self._state(dict(_values(named, self.kind))))
        except _Bad as bad:
            return Outcome(number, name, BAD, bad.column, bad.sentence)
        except Refused as refusal:
            field = ABOUT.get(refusal.code, refusal.field)
            column = next((str(c.words) for c in COLUMNS[self.kind] if c.name == field), "")
            return Outcome(number, name, BAD, column, str(refusal.message))

    def _state(self, values: dict[str, Any]) -> str:
        values["name"] = " ".join(values[part] for part in PARTS_OF_A_NAME if values[part])
        who = (name_key(values["name"]), values["phone"], values["juristic_number"])
        whole = (*who, *(value for column, value in values.items() if column not in ("name", "phone")))
        if whole in self.seen:
            return THERE
        if self.kind == SERVICES:
            mine: tuple[object, ...] = (*who, values["kind"], values["day"])
            clash: Refused = AlreadyEntered(values["day"])
        else:
            mine, clash = (values["is_renewal"], dbd_actions.clean_number(values["number"])), NumberTaken()
        state = _enter(values, self.kind, self.by, self.at, self.is_dry)
        if state == NEW and mine in self.taken:
            raise clash
        self.seen.add(whole)
        self.taken.add(mine)
        return state


class _Bad(Exception):
    def __init__(self, column: Column, sentence: str) -> None:
        super().__init__(column.name)
        self.column, self.sentence = str(column.words), sentence


def _by_column(cells: list[str], table: KnownTable) -> dict[str, str]:
    """Return the cells of a row by the name of their column; a surname may stand in two."""
    named: dict[str, str] = {}
    for at, column in sorted(table.places.items()):
        text = cells[at].strip() if at < len(cells) else ""
        if text in NOTHING or (text == BESIDE and column == LAST_NAME):
            text = ""
        named[column.name] = " ".join(filter(None, (named.get(column.name), text)))
    return named


def _values(named: dict[str, str], kind: str) -> Iterator[tuple[str, Any]]:
    for column in COLUMNS[kind]:
        text = named.get(column.name, "")
        if not text:
            if column.is_needed:
                raise _Bad(column, _("This cell is empty."))
            yield column.name, None
            continue
        if code := "formula" if text.startswith("=") else mark_code(text):
            raise _Bad(column, str(CELL_MARKS[code]))
        try:
            yield column.name, column.read(text)
        except ValidationError as error:
            raise _Bad(column, error.messages[0]) from None
        except ValueError:
            raise _Bad(column, _("We cannot read “%(text)s”.") % {"text": text[:40]}) from None


def _enter(values: dict[str, Any], kind: str, by: User, at: datetime, is_dry: bool) -> str:
    state = NEW
    try:
        with transaction.atomic():
            enter = _enter_service if kind == SERVICES else _enter_mark
            state = enter(values, by, at)
            if is_dry:
                raise _Undo
    except _Undo:
        pass
    return state


def _enter_service(values: dict[str, Any], by: User, at: datetime) -> str:
    operator = _operator(values, by, at)
    names = (
        "kind",
        "day",
        "country",
        "agency",
        "outcome",
        "value_amount",
        "currency",
        "value_baht",
        "follow_up_on",
        "url",
    )
    facts = ServiceFacts(
        **{name: values[name] for name in names if values[name] is not None}, note=values["note"] or ""
    ).cleaned(today=bangkok_date(at))
    same = PromotionService.objects.filter(
        operator__in=same_person(operator),
        kind=facts.kind,
        day=facts.day,
        country=facts.country,
        agency=facts.agency,
        url_key=facts.url_key,
    )
    twins = list(same.values_list("voided_at", flat=True))
    if None in twins:
        return THERE
    if twins:
        raise BadRow(_("This row was voided before. If it is right after all, enter it by hand."))
    actions.record_service(operator, facts=facts, entry_id=uuid.uuid4(), by=by, at=at, verb=Verb.IMPORTED)
    return NEW


def _enter_mark(values: dict[str, Any], by: User, at: datetime) -> str:
    operator = _operator(values, by, at)
    number = dbd_actions.clean_number(values["number"])
    mine = DbdApplication.objects.filter(operator__in=same_person(operator), voided_at__isnull=True)
    if mine.filter(number=number, granted_on=values["granted_on"]).exists():
        return THERE
    renewed = None
    if values["is_renewal"]:
        marks = mine.filter(status__in=(DbdStatus.GRANTED, DbdStatus.EXPIRED), renewals__isnull=True)
        renewed = marks.order_by("-granted_on", "-pk").first()
        if renewed is None:
            raise BadRow(_("There is no mark here to renew, or it was renewed already."), field="is_renewal")
    dbd_actions.enter_granted_mark(
        operator,
        checklist=checklist_on(values["granted_on"]),
        number=number,
        granted_on=values["granted_on"],
        expires_on=values["expires_on"],
        renewal_of=renewed,
        entry_id=uuid.uuid4(),
        by=by,
        at=at,
        verb=Verb.IMPORTED,
    )
    return NEW


def _operator(values: dict[str, Any], by: User, at: datetime) -> Operator:
    """Return whom a row is for: a learner with the name and the phone, else somebody outside."""
    learner = _learner(values["name"], values["phone"] or "", by)
    if learner is not None:
        return operator_of_learner(learner, by=by, at=at)
    return outside_operator(
        name=values["name"],
        phone=values["phone"] or "",
        juristic_number=values["juristic_number"] or "",
        area_code=values["area_code"] or _only_area(by),
        by=by,
        at=at,
    )


def _learner(name: str, phone: str, by: User) -> Learner | None:
    try:
        phone = clean_phone(phone)
    except ValidationError:
        return None
    seen = Enrolment.objects.visible_to(by).filter(learner__user__phone=phone).values("learner_id")
    for learner in Learner.objects.filter(pk__in=seen, merged_into=None).select_related("user"):
        if name_key(learner.name) == name_key(name):
            return learner
    return None


def _only_area(by: User) -> str:
    """Return the area of a manager who has just one; empty for everybody else."""
    areas = list(by.manager_areas.values_list("area_code", flat=True)[:2]) if by.role == Role.MANAGER else []
    return areas[0] if len(areas) == 1 else ""
