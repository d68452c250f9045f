"""The classroom: what people read, watch and answer."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The only app that imports wagtail."""

    name = "cms"
    verbose_name = "ห้องเรียน"

    def ready(self) -> None:
        """Listen to Wagtail's page signals."""
        from cms.publishing import signals

        signals.connect()
