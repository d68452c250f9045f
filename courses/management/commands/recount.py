"""`manage.py recount`: every published figure counted a second time by plain SQL."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.reports.recounting.run import recount_and_keep
from lms.dates import now


class Command(BaseCommand):
    """Compares what the screens say with plain SQL; exits with 1 where a figure differs."""

    help = "Count every published figure a second time and compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help='print {"checked": n, "drift": []}')

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount, keep the outcome for the desk, and print it."""
        result = recount_and_keep(now())
        drift = [one._asdict() for one in result.drift]
        if options["json"]:
            self.stdout.write(json.dumps({"checked": result.checked, "drift": drift}, ensure_ascii=False))
        else:
            self.stdout.write(f"{result.checked} values compared, {len(drift)} differ")
            for one in drift:
                self.stdout.write("{figure} {key}: screens {screen}, SQL {sql}".format(**one))
        if drift:
            sys.exit(1)
