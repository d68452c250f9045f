"""`manage.py renew_key sealing|signing`: make the site's next key pair, for example after a lost backup."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.sync.keys import renew_key
from courses.sync.models import KeyKind
from lms.dates import now


class Command(BaseCommand):
    """Retires the key in use of one kind and makes the next."""

    help = "Make the next key pair. What was sealed for the one before still opens."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind of the key."""
        parser.add_argument("kind", choices=[kind.value for kind in KeyKind])

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key and tell its name."""
        key = renew_key(KeyKind(options["kind"]), at=now())
        self.stdout.write(f"{key.kind}: {key.name} is in use now")
