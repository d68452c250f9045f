"""`manage.py tick`: one turn of all periodic work, safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.dates import now
from lms.management.periodic import run_due


class Command(BaseCommand):
    """Runs the periodic jobs whose turn has come; the worker does this every minute by itself."""

    help = "Run the periodic jobs that are due: lost clips and tasks, nightly clearing and recount."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one option."""
        parser.add_argument("--all", action="store_true", help="run every job now, also the nightly ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and say what ran."""
        done = run_due(now(), all_of_them=options["all"])
        self.stdout.write(", ".join(done))
