"""`manage.py check_templates`: every template of the project parses, with all tags it loads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines

ROOMS = ("lms", "courses", "cms", "media")


def template_files() -> list[Path]:
    """Return the project's own templates, whichever room they are in."""
    return sorted(
        path
        for room in ROOMS
        for path in (Path(settings.BASE_DIR) / room).rglob("*")
        if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml", ".svg"}
    )


class Command(BaseCommand):
    """Fails with the name and the fault of each template that does not parse."""

    help = "Parse every template of the project."

    def handle(self, *args: Any, **options: Any) -> None:
        """Parse each file on its own; extended and included files are found by the others' turn."""
        faults = []
        files = template_files()
        for path in files:
            try:
                engines["django"].from_string(path.read_text(encoding="utf-8"))
            except TemplateSyntaxError as error:
                faults.append(f"{path.relative_to(settings.BASE_DIR)}: {error}")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(files)} templates parse.")
