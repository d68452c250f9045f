"""The film room: upload, check, transcode, store, play."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """The only app that imports moviepy and boto3."""

    name = "media"
    verbose_name = "ห้องตัดต่อ"

    def ready(self) -> None:
        """Connect the signal that removes files after their rows."""
        from media import signals  # noqa: F401
