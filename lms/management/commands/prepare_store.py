"""`manage.py prepare_store`: let browsers of this site send to the S3 bucket that the settings name."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from media import s3
from media.errors import MediaRefused


class Command(BaseCommand):
    """Writes the bucket's CORS rule for the site's address; safe to run again."""

    help = "Let browsers of this site send to the S3 bucket (CORS). Run it once, and after a new address."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the rule or say what is missing."""
        if not s3.is_on():
            raise CommandError("No bucket is named: set LMS_S3_BUCKET first (docs/running.md).")
        try:
            s3.prepare(settings.SITE_URL)
        except (MediaRefused, s3.NotThere) as error:
            raise CommandError(
                "The store refused or does not answer: check LMS_S3_ENDPOINT, the bucket and the keys."
            ) from error
        self.stdout.write(f"{settings.S3_BUCKET}: browsers at {settings.SITE_URL} may send and read.")
