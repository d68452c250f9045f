"""`manage.py worker`: one process for all work in the background."""

import logging
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.management.draining import CalmWorker, Ticker
from lms.management.lost_tasks import give_back

# Pages come first: everything the worker starts inherits this.
NICENESS = 15


class Command(BaseCommand):
    """Makes clips, runs queued tasks and, every minute, the periodic jobs."""

    help = "Work in the background: make clips, run queued tasks, tick every minute. Stop with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one option."""
        parser.add_argument(
            "--nice", type=int, default=NICENESS, help="how much the worker stands back (0-19)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the loop and its clock."""
        os.nice(max(0, min(19, options["nice"])))
        logging.getLogger("media").setLevel(logging.INFO)
        worker = CalmWorker()
        worker.configure_signals()
        self.stdout.write("The worker is ready. Stop it with Ctrl-C.")
        self.stdout.flush()
        ticker = Ticker(worker.asked_to_stop)
        ticker.start()
        try:
            worker.run()
        finally:
            worker.asked_to_stop.set()
            give_back(worker.worker_id)
