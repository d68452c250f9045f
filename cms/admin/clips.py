"""Choosing among the clips that the film room has."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet


class ClipChosenView(ChosenView):
    """Hands the chosen clip back to the page that is being edited."""

    def get_object(self, pk: str) -> Any:
        """Return the clip; 404 for a key that is none."""
        try:
            return super().get_object(UUID(pk))
        except ValueError:
            raise Http404 from None


class ClipChooserViewSet(ChooserViewSet):
    """The window in which an editor chooses a clip by its title."""

    model = "media.Clip"
    icon = "media"
    choose_one_text = _("Choose a clip")
    choose_another_text = _("Choose another clip")
    edit_item_text = _("Edit this clip")
    register_widget = False
    chosen_view_class = ClipChosenView


clip_chooser_viewset = ClipChooserViewSet("clip_chooser")
