"""Forms of the page editor: a draft may be incomplete, a published page may not."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm


class PublishablePageForm(WagtailAdminPageForm):
    """Asks the page whether it may appear, unless the editor only saves a draft."""

    def clean(self) -> dict[str, Any]:
        """Attach what is missing to its field, so that the editor sees where."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        for name, value in cleaned.items():
            if name in self._meta.fields or ():
                setattr(self.instance, name, value)
        try:
            self.instance.check_publishable(parent=self.parent_page)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                self.add_error(field if field in self.fields else None, messages)
        return cleaned
