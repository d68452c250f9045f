"""`manage.py openapi [FILE]`: write the description of the API, generated from its code."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from ninja.responses import NinjaJSONEncoder

from lms.api import api


class Command(BaseCommand):
    """Writes the OpenAPI description, to a file or to where the command prints."""

    help = "Write the OpenAPI description of /api/v1/ (also at /api/v1/openapi.json)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of a file."""
        parser.add_argument("file", nargs="?", help="where to write it; printed if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the description."""
        text = json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder, indent=1, ensure_ascii=False)
        if options["file"]:
            Path(options["file"]).write_text(f"{text}\n", encoding="utf-8")
        else:
            self.stdout.write(text)
