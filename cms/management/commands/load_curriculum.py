"""`manage.py load_curriculum`: the starter curriculum as pages, lessons and quizzes."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.curriculum.load import load_curriculum
from lms.dates import now


class Command(BaseCommand):
    """Creates what is missing and says what it created."""

    help = "Create the pages of the starter curriculum that do not exist yet; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report."""
        made = load_curriculum(at=now()).made
        for name, count in made.items():
            self.stdout.write(f"{name}: {count}")
        if not made:
            self.stdout.write("Everything is there already.")
