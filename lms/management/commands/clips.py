"""`manage.py clips`: how the clips stand, why some failed, and one more try for those."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.dates import now
from media.actions import retry_clip
from media.failures import SENTENCES
from media.models import Clip, ClipState


class Command(BaseCommand):
    """Lists all clips; with `--again` the failed ones go back into the queue."""

    help = "List the clips with their state, and why some failed. --again tries the failed ones once more."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one option."""
        parser.add_argument("--again", action="store_true", help="put the failed clips back in the queue")

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or try again."""
        at = now()
        for clip in Clip.objects.order_by("-priority", "queued_at"):
            if options["again"] and clip.state == ClipState.FAILED:
                clip = retry_clip(clip, at=at)
            why = SENTENCES.get(clip.failure, "") if clip.state != ClipState.READY else ""
            self.stdout.write(f"{clip.key}  {clip.state:7}  {clip.percent:3} %  {clip.title}  {why}".rstrip())
