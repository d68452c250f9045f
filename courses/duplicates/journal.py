"""The journal of a merge: every row that changes is written down as it was and as it became.

Lines are plain JSON: `move` (rows of one table that changed their owner), `set` (some columns of one
row), `add`, `drop` (a whole row), `swap` (two verified claims that trade places). Undoing goes through
them backwards and leaves alone what somebody changed in between: that stays with the survivor.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

Line = dict[str, Any]
Row = dict[str, Any]
# What a row becomes when a merge is undone: (now, before, after) -> columns to write, None to remove it.
Split = Callable[[Row, Row | None, Row], Row | None]
SOME = 500


class Journal:
    """Changes rows and keeps how to change them back."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def move(
        self, model: type[models.Model], column: str, old: Any, new: Any, *, without: Iterable[Any] = ()
    ) -> None:
        """Give the rows of one owner to another. A row that the other has already stays where it is."""
        rows = model._base_manager.filter(**{column: old}).exclude(pk__in=list(without)).order_by("pk")
        pks = list(rows.values_list("pk", flat=True))
        moved = [pk for some in _slices(pks) for pk in _move_some(model, column, some, new)]
        if moved:
            self.lines.append(
                {
                    "do": "move",
                    "model": model._meta.label_lower,
                    "column": column,
                    "pks": [_plain(pk) for pk in moved],
                    "old": _plain(old),
                    "new": _plain(new),
                }
            )

    def set(self, row: models.Model, **columns: Any) -> None:
        """Change some columns of one row."""
        before = {name: _plain(getattr(row, name)) for name in columns}
        after = {name: _plain(value) for name, value in columns.items()}
        if before == after:
            return
        type(row)._base_manager.filter(pk=row.pk).update(**columns)
        for name, value in columns.items():
            setattr(row, name, value)
        self._keep("set", row, before=before, after=after)

    def drop(self, row: models.Model) -> None:
        """Remove one row."""
        before = columns_of(row)
        type(row)._base_manager.filter(pk=row.pk).delete()
        self._keep("drop", row, before=before, after=None)

    def became(self, row: models.Model, before: Row | None) -> None:
        """Write down what another action made of a row, or that it made one (`before` is None)."""
        after = columns_of(row)
        if before is None:
            self._keep("add", row, before=None, after=after)
        elif changed := [name for name in after if after[name] != before[name]]:
            old, new = ({name: side[name] for name in changed} for side in (before, after))
            self._keep("set", row, before=old, after=new)

    def swap(self, one: models.Model, other: models.Model) -> None:
        """Let two verified claims trade their learners."""
        trade_places(one, other)
        self.lines.append({"do": "swap", "one": str(one.pk), "other": str(other.pk)})

    def _keep(self, what: str, row: models.Model, *, before: Row | None, after: Row | None) -> None:
        label = row._meta.label_lower
        self.lines.append(
            {"do": what, "model": label, "pk": _plain(row.pk), "before": before, "after": after}
        )


def undo(lines: Iterable[Line], *, splits: dict[str, Split]) -> None:
    """Change everything back, the last change first. Raises `IntegrityError` where that is impossible."""
    for line in reversed(list(lines)):
        if line["do"] == "swap":
            claim = apps.get_model("courses", "claim")._base_manager
            trade_places(claim.get(pk=line["one"]), claim.get(pk=line["other"]))
            continue
        model = apps.get_model(line["model"])
        if line["do"] == "move":
            _move_back(model, line)
        elif line["do"] == "drop":
            _put_back(model, line)
        else:
            _set_back(model, line, splits.get(line["model"], keep_what_changed))


def keep_what_changed(now: Row, before: Row | None, after: Row) -> Row | None:
    """Return the old value of each column that nobody touched since; a row that is as it was made goes."""
    if before is None:
        return None if all(now[name] == after[name] for name in after) else {}
    return {name: before[name] for name in before if now[name] == after[name]}


def columns_of(row: models.Model) -> Row:
    """Return a row's columns as plain JSON."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def trade_places(one: Any, other: Any) -> None:
    """Swap the learners of two verified claims. A learner has one such: one steps aside for a moment."""
    claims = type(one)._base_manager
    here, there = one.learner_id, other.learner_id
    # What a verdict brought goes and comes back with it: only a verified claim has a confirmed amount.
    aside = {"state": "replaced", "decided_by_id": None, "decided_at": None, "confirmed_baht": None}
    verdict = {name: getattr(other, name) for name in aside}
    claims.filter(pk=other.pk).update(**aside)
    claims.filter(pk=one.pk).update(learner=there)
    claims.filter(pk=other.pk).update(learner=here, **verdict)
    one.learner_id, other.learner_id = there, here


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it: times in UTC with their microseconds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _values(model: type[models.Model], row: Row) -> Row:
    """Return columns as Python values again."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _typed(fields[name], value) for name, value in row.items()}


def _typed(field: "models.Field[Any, Any]", value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return value if value is None or isinstance(target, models.JSONField) else target.to_python(value)


def _slices(pks: list[Any]) -> list[list[Any]]:
    return [pks[start : start + SOME] for start in range(0, len(pks), SOME)]


def _move_some(model: type[models.Model], column: str, pks: list[Any], new: Any) -> list[Any]:
    """Move rows at once; where a rule of the table forbids it, those that may move."""
    rows = model._base_manager
    try:
        with transaction.atomic():
            rows.filter(pk__in=pks).update(**{column: new})
    except IntegrityError:
        if len(pks) == 1:
            return []
        return [pk for one in pks for pk in _move_some(model, column, [one], new)]
    return pks


def _move_back(model: type[models.Model], line: Line) -> None:
    for some in _slices(line["pks"]):
        rows = model._base_manager.filter(pk__in=some, **{line["column"]: line["new"]})
        rows.update(**{line["column"]: line["old"]})


def _put_back(model: type[models.Model], line: Line) -> None:
    if not model._base_manager.filter(pk=line["pk"]).exists():
        model._base_manager.bulk_create([model(**_values(model, line["before"]))])


def _set_back(model: type[models.Model], line: Line, split: Split) -> None:
    row = model._base_manager.filter(pk=line["pk"]).first()
    if row is None:  # somebody removed it since
        return
    columns = split(columns_of(row), line["before"], line["after"])
    rows = model._base_manager.filter(pk=line["pk"])
    if columns is None:
        rows.delete()
    elif columns:
        rows.update(**_values(model, columns))
