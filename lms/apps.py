"""The front door as an app: its templates, static files and commands."""

from django.apps import AppConfig


class LmsConfig(AppConfig):
    """Registers the front door's templates, static files and system checks."""

    name = "lms"
    verbose_name = "Khai Pen"

    def ready(self) -> None:
        """Load the system checks."""
        from lms import checks  # noqa: F401
