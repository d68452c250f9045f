"""`manage.py ingest FILE…`: a folder full of clips, put through the same probe and pipeline."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.publishing.chosen import show_clips
from media.ingest.by_hand import Outcome, ingest_file


class Command(BaseCommand):
    """Makes a clip of each file, here and now, without the worker. Exit code 0 only if all were accepted."""

    help = (
        "Make clips of films or sound (a folder means the files in it), without the worker. "
        "Each file is accepted, or refused with a named reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files, the lesson that shall show them, and how to report."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--lesson", metavar="KEY", type=_key, help="key or code of the lesson")
        parser.add_argument("--json", action="store_true", help="one JSON line a file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Put the files through one after another; a refused one stops no other."""
        outcomes = []
        for path in _files(options["files"]):
            outcomes.append(outcome := ingest_file(path))
            self.stdout.write(
                json.dumps(outcome.told(), ensure_ascii=False) if options["json"] else _words(outcome)
            )
            self.stdout.flush()
        clips = [outcome.clip for outcome in outcomes if outcome.clip is not None and outcome.is_accepted]
        if options["lesson"] and clips:
            show_clips(options["lesson"], clips)
        refused = len(outcomes) - len(clips)
        if refused:
            raise CommandError(f"{refused} of {len(outcomes)} files were not accepted.", returncode=1)


def _key(words: str) -> Any:
    from cms.models import LessonPage

    try:
        wanted: dict[str, Any] = {"translation_key": UUID(words)}
    except ValueError:
        wanted = {"code": words}
    page = LessonPage.objects.sources().filter(**wanted).first()
    if page is None:
        raise ArgumentTypeError("there is no lesson with this key or code")
    return page


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        else:
            yield path


def _words(outcome: Outcome) -> str:
    if not outcome.is_accepted:
        return f"{outcome.path}: {outcome.reason}: {outcome.message}"
    sizes = ", ".join(f"{one.name} {one.size_bytes / 1e6:.1f} MB" for one in outcome.renditions)
    return f"{outcome.path}: {sizes}"
