"""Panels of the page editor."""

from django.conf import settings
from wagtail.admin.panels import FieldPanel


class SourceFieldPanel(FieldPanel):
    """A field that only the page in the source language has: translations share its value."""

    class BoundPanel(FieldPanel.BoundPanel):
        """Shown on the Thai page only."""

        def is_shown(self) -> bool:
            """Tell whether the page being edited owns the field."""
            locale = getattr(self.instance, "locale", None)
            return super().is_shown() and (locale is None or locale.language_code == settings.LANGUAGE_CODE)
