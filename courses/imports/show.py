"""What the page of a list shows: counts, and its rows with what is to be mended first."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.imports.checking import Fate, Verdict
from courses.imports.forms import column_name
from courses.imports.headings import FIELDS, PERSON, meaning_of
from courses.imports.models import ImportBatch
from courses.imports.reasons import Reason
from courses.sheets.marks import shown
from lms.accounts.phones import show_phone
from lms.text import safe_cell

MOST_SHOWN = 300


@dataclass(frozen=True)
class Row:
    """One row of the dry run, in words."""

    number: int
    name: str
    phone: str
    facts: str
    fate: str
    label: str
    reasons: list[str]


@dataclass(frozen=True)
class DryRun:
    """The dry run of a list: how many of each kind, and the rows."""

    counts: dict[str, int]
    warned: int
    rows: list[Row]
    total: int

    @property
    def will_add(self) -> int:
        """Return how many people the button would add."""
        return self.counts[Fate.NEW] + self.counts[Fate.KNOWN]

    @property
    def left_out(self) -> int:
        """Return how many rows would not come in."""
        return self.counts[Fate.LEFT_OUT]


def dry_run_page(batch: ImportBatch, verdicts: Sequence[Verdict]) -> DryRun:
    """Return a dry run for the page: problems first, then warnings, then the rest by row."""
    counts = Counter(one.fate for one in verdicts)
    ordered = sorted(verdicts, key=_order)
    cells = dict(batch.people_rows)
    return DryRun(
        counts={fate.value: counts[fate] for fate in Fate},
        warned=sum(bool(one.line.warnings) for one in verdicts),
        rows=[_row(batch, one, cells) for one in ordered[:MOST_SHOWN]],
        total=len(verdicts),
    )


def unread_columns(batch: ImportBatch) -> tuple[list[str], list[str]]:
    """Return the columns that hold something and are not read, and those of them that look like people.

    A second list beside the first has names and phones of its own.
    """
    named: list[str] = []
    doubled: list[str] = []
    rows = batch.people_rows
    for at, field in enumerate(batch.fields):
        cells = [shown(texts[at]) for _number, texts in rows if at < len(texts) and shown(texts[at])]
        if field or not cells:
            continue
        name = column_name(batch, at)
        is_another = meaning_of(batch.heading_of(at)) in (*PERSON, "phone")
        (doubled if is_another else named).append(name)
    return named, doubled


def _order(one: Verdict) -> tuple[bool, bool, int]:
    return one.fate is not Fate.LEFT_OUT, not one.line.warnings, one.line.row


def _row(batch: ImportBatch, one: Verdict, cells: dict[int, list[str]]) -> Row:
    line = one.line
    found = ([line.problem] if line.problem else []) + line.warnings
    typed = "" if line.name else " ".join(filter(None, map(shown, cells.get(line.row, []))))[:80]
    return Row(
        number=line.row,
        name=line.name or typed,
        phone=show_phone(line.phone),
        facts=" · ".join(filter(None, _facts(one))),
        fate=one.fate.value,
        label=_labels()[one.fate],
        reasons=[in_words(batch, reason) for reason in found],
    )


def _facts(one: Verdict) -> Iterator[str]:
    line = one.line
    yield str(line.birth_year_be or "")
    yield {"female": _("Female"), "male": _("Male"), "other": _("Other")}.get(line.sex, "")
    yield _("sold online before") if line.sold_before else ""


def _labels() -> dict[Fate, str]:
    return {
        Fate.NEW: _("new"),
        Fate.KNOWN: _("has a profile, comes into the cohort"),
        Fate.THERE: _("already there"),
        Fate.LEFT_OUT: _("left out"),
    }


def in_words(batch: ImportBatch, reason: Reason) -> str:
    """Write a reason with the column that it is about: «B · เบอร์โทร: …»."""
    if reason.column and reason.column in batch.fields:
        return f"{column_name(batch, batch.fields.index(reason.column))}: {reason}"
    return str(reason)


class _Echo:
    def write(self, line: str) -> str:
        return line


def left_out_csv(batch: ImportBatch, left_out: Sequence[tuple[int, Reason]]) -> Iterator[str]:
    """Yield the rows that were left out as CSV for Excel: as they were sent, with the reason beside them."""
    writer = csv.writer(_Echo())
    cells = dict(batch.rows)
    headings = _headings(batch) if batch.rows else []
    yield "\ufeff"
    yield str(writer.writerow([*map(_clean, headings), _("Row"), _("What to do")]))
    for number, reason in left_out:
        texts = [_clean(text) for text in cells.get(number, [])]
        yield str(writer.writerow([*texts, number, safe_cell(in_words(batch, reason))]))


def _headings(batch: ImportBatch) -> list[str]:
    """Return the list's own headings; where it has none, what its columns were read as."""
    if batch.headings is not None:
        return [batch.heading_of(at) for at in range(len(batch.fields))]
    return [str(FIELDS[field]) if field else "" for field in batch.fields]


def _clean(text: str) -> str:
    return safe_cell("".join(letter for letter in shown(text) if letter.isprintable()))
