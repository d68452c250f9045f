"""`manage.py demo`: prepare the demonstration programme and serve it, with nothing set up before."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.dates import now
from lms.demo import ground, serve, words
from lms.demo.errors import DemoRefused, sentence_for
from lms.demo.prepare import Wish, prepare

DEFAULT_PORT = "8000"
LARGEST_PROGRAMME = 100_000


def learners_count(raw: str) -> int:
    """Read --learners."""
    if not raw.isdecimal() or not 8 <= int(raw) <= LARGEST_PROGRAMME:
        raise CommandError(f"--learners must be a number from 8 to {LARGEST_PROGRAMME:,}, not {raw!r}.")
    return int(raw)


def seed_number(raw: str) -> int:
    """Read --seed."""
    if not raw.isdecimal() or len(raw) > 9:
        raise CommandError(f"--seed must be a whole number of at most nine digits, not {raw!r}.")
    return int(raw)


class Command(BaseCommand):
    """Prepares what is missing, prints who can sign in, serves until Ctrl-C."""

    help = "Set up the demonstration programme and serve it."
    # A data directory that cannot be written is said in one sentence here, not as a failed check.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what the command understands."""
        parser.add_argument("--no-serve", action="store_true", help="prepare everything, then end")
        parser.add_argument("--learners", help="size of the simulated programme (400)")
        parser.add_argument("--seed", help="which programme is simulated (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn everything that can stop the demonstration into one sentence."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        serve.stop_on_signals()
        try:
            self.run(options)
        except serve.Stopped:
            self.stdout.write(words.STOPPED)
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        except Exception as error:
            sentence = sentence_for(error, settings.DATA_DIR)
            if sentence is None:
                raise
            raise CommandError(sentence) from error

    def run(self, options: dict[str, Any]) -> None:
        """Check the ground, prepare, serve."""
        learners, seed = options["learners"], options["seed"]
        wish = Wish(
            learners=None if learners is None else learners_count(learners),
            seed=None if seed is None else seed_number(seed),
            now=now(),
            say=self.stdout.write,
        )
        host = os.environ.get("LMS_HOST", "127.0.0.1")
        port = ground.read_port(os.environ.get("PORT") or DEFAULT_PORT)
        listening = None if options["no_serve"] else ground.reserve_port(host, port)
        ground.prepare_directory(settings.DATA_DIR)
        if not any(settings.DATA_DIR.glob("db.sqlite3")):
            ground.see_that_there_is_room(settings.DATA_DIR)
        self.stdout.write(words.PREPARING.format(directory=settings.DATA_DIR))
        prepare(wish)
        address = f"http://localhost:{port}"
        if listening is None:
            self.stdout.write(words.PREPARED)
            return
        environment = {"LMS_SITE_URL": address, **os.environ, "PYTHONUNBUFFERED": "1"}
        serve.serve(
            listening,
            f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",  # noqa: S104
            environment=environment,
            ready=lambda: self.stdout.write(words.welcome(environment["LMS_SITE_URL"])),
        )
