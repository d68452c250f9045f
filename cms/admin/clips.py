"""Choosing among the clips that the film room has."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet


class ClipChooserViewSet(ChooserViewSet):
    """The window in which an editor chooses a clip by its title."""

    model = "media.Clip"
    icon = "media"
    choose_one_text = _("Choose a clip")
    choose_another_text = _("Choose another clip")
    edit_item_text = _("Edit this clip")
    register_widget = False


clip_chooser_viewset = ClipChooserViewSet("clip_chooser")
