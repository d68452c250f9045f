"""`manage.py goal`: the number against the target, the same as on the goal page."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.reports.basis import Basis
from courses.reports.goal import indicators
from lms.dates import now

FIRST_YEAR_BE, LAST_YEAR_BE = 2500, 2700
COLUMNS = (
    "indicator",
    "year_be",
    "value",
    "unit",
    "numerator",
    "denominator",
    "comparator",
    "target",
    "met",
    "state",
)


class Command(BaseCommand):
    """Prints the indicators of one fiscal year."""

    help = "Print the year's indicators against their targets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the year in the Buddhist era and the form of the answer."""
        parser.add_argument("--json", action="store_true", help="print a JSON array of indicators")
        parser.add_argument("--year", type=int, help="fiscal year in the Buddhist era, for example 2570")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures of the year, or of the current one."""
        year_be = options["year"]
        if year_be is not None and not FIRST_YEAR_BE <= year_be <= LAST_YEAR_BE:
            raise CommandError("Give the fiscal year in the Buddhist era, for example --year 2570.")
        rows = indicators(Basis.of(year_be, at=now()))
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        self.stdout.write(_line(COLUMNS))
        for row in rows:
            self.stdout.write(_line(_word(name, row[name]) for name in COLUMNS))


def _line(words: Iterable[str]) -> str:
    """Set words in columns."""
    return "  ".join(f"{word:>10}" for word in words)


def _word(name: str, value: object) -> str:
    """Write a cell of the table for people."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) and name != "year_be" else str(value)
