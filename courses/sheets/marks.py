"""Marks in place of a cell's text that is none or too long; no cell that people type begins like this."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

# A list of before knows the first two; cells of lists are kept for a week.
MERGED, FORMULA, BESIDE, LONG = "\x01merged", "\x01formula", "\x01beside", "\x01long:"
LONGEST_CELL = 2_000
SHOWN_OF_LONG = 300

# What a room says of a cell that it needs and that has no value of its own; the keys are codes of reasons.
WORDS = {
    "merged": _("This cell is merged with the one above. Split the cells and fill in each row."),
    "beside": _("This cell is merged with the one beside it. Split the cells and fill in each one."),
    "formula": _("A formula without a result stands here. Copy the cell and paste it as a value."),
    "cell_long": _("More than 2,000 letters stand in this cell. Write it shorter."),
}
_CODES = {MERGED: "merged", BESIDE: "beside", FORMULA: "formula"}
# What Excel shows where a formula went wrong: no value either.
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}


def mark_code(text: str) -> str:
    """Return the key of `WORDS` for a cell that is only a mark; empty for every other."""
    return "cell_long" if text.startswith(LONG) else _CODES.get(text, "")


def held(cells: Sequence[str]) -> int:
    """Return how many cells a row has, up to the last that holds something; a merged one does not."""
    return max((n for n, cell in enumerate(cells, 1) if cell and cell not in (MERGED, BESIDE)), default=0)


def shown(text: str) -> str:
    """Return a cell's text for people: nothing for a mark, the beginning of a text that is too long."""
    if text.startswith(LONG):
        return f"{text.removeprefix(LONG)}…"
    return "" if text in _CODES else text


def tidy(text: str) -> str:
    """Return a cell's text without what no cell needs; what cannot be taken becomes its mark."""
    # An apostrophe in front tells Excel that a number is text, and is no part of it.
    text = text.replace("\x00", "").strip().lstrip("'").strip()
    # The trick that keeps Excel from eating zeros: ="0812345678".
    if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]:
        text = text[2:-1].strip(" \t'")
    if text in _ERRORS:
        return FORMULA
    if len(text) > LONGEST_CELL and not text.startswith(LONG):
        return LONG + text[:SHOWN_OF_LONG]
    return text
