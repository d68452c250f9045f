"""An editor's own preferences in the content admin."""

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    LocaleSettingsPanel,
    NotificationsSettingsPanel,
    ThemeSettingsPanel,
)

OWN_PREFERENCES = (LocaleSettingsPanel, NotificationsSettingsPanel, ThemeSettingsPanel)


class PreferencesView(AccountView):
    """An editor's own language, theme and messages; name, e-mail and password are kept elsewhere.

    Wagtail's form of these asks for first and last names, which our people do not have.
    """

    def get_panels(self) -> list[Any]:
        """Return the panels that work with a person of one name."""
        return [panel for panel in super().get_panels() if isinstance(panel, OWN_PREFERENCES)]


preferences = require_admin_access(PreferencesView.as_view())
