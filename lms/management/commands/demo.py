"""`manage.py demo`: prepare the demonstration programme and serve it, with nothing set up before."""

import os
import sys
from socket import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.dates import now
from lms.demo import ground, serve, words
from lms.demo.certificate import Certificate, address_in_the_room, prepare_certificate
from lms.demo.errors import DemoRefused, sentence_for
from lms.demo.prepare import Wish, prepare

DEFAULT_PORT = "8000"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - every address of this machine
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
        parser.add_argument("--https", action="store_true", help="serve phones in the same room by https")
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
        is_for_phones = bool(options["https"])
        host = os.environ.get("LMS_HOST", EVERYWHERE if is_for_phones else "127.0.0.1")
        port = ground.read_port(os.environ.get("PORT") or DEFAULT_PORT)
        listening = None if options["no_serve"] else ground.reserve_port(host, port)
        ground.prepare_directory(settings.DATA_DIR)
        if not any(settings.DATA_DIR.glob("db.sqlite3")):
            ground.see_that_there_is_room(settings.DATA_DIR)
        self.stdout.write(words.PREPARING.format(directory=settings.DATA_DIR))
        prepare(wish)
        if listening is None:
            self.stdout.write(words.PREPARED)
            return
        self.serve(listening, host, port, certificate=_certificate() if is_for_phones else None)

    def serve(self, listening: socket, host: str, port: int, *, certificate: Certificate | None) -> None:
        """Serve until stopped; with a certificate by https, for phones in the same room."""
        scheme = "https" if certificate else "http"
        address = f"{scheme}://{address_in_the_room() if certificate else 'localhost'}:{port}"
        environment = {"LMS_SITE_URL": address, **os.environ, "PYTHONUNBUFFERED": "1"}

        def ready() -> None:
            self.stdout.write(words.welcome(environment["LMS_SITE_URL"]))
            if certificate:
                self.stdout.write(words.FOR_PHONES.format(address=address, authority=certificate.authority))

        serve.serve(
            listening,
            f"{scheme}://{'127.0.0.1' if host == EVERYWHERE else host}:{port}",
            environment=environment,
            ready=ready,
            certificate=certificate,
        )


def _certificate() -> Certificate:
    addresses = sorted({"127.0.0.1", address_in_the_room()})
    return prepare_certificate(settings.DATA_DIR / "https", at=now(), addresses=addresses)
