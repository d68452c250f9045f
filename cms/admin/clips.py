"""Choosing among the clips that the film room has."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from lms.dates import now
from media.failures import why_failed
from media.models import Clip, ClipState
from media.progress import progress
from media.queries import file_url


class ClipChosenView(ChosenView):
    """Hands the chosen clip back to the page that is being edited."""

    def get_object(self, pk: str) -> Any:
        """Return the clip; 404 for a key that is none."""
        try:
            return super().get_object(UUID(pk))
        except ValueError:
            raise Http404 from None


def cover(clip: Clip) -> SafeString:
    """Return the cover as a small picture; an empty place where there is none yet."""
    if not clip.cover_path:
        return SafeString('<span data-clip="cover"></span>')
    return format_html(
        '<img src="{}" alt="" width="96" height="54" loading="lazy" data-clip="cover">',
        file_url(clip.cover_path),
    )


def duration(clip: Clip) -> SafeString:
    """Return the length as minutes and seconds; empty where it is not known yet."""
    minutes, seconds = divmod(round(clip.duration_ms / 1000), 60)
    return format_html(
        '<span data-clip="length">{}</span>', f"{minutes}:{seconds:02d}" if minutes or seconds else ""
    )


def state(clip: Clip) -> str:
    """Return the state in words, or why it failed; what waits or is being made moves while one looks."""
    if clip.state in (ClipState.QUEUED, ClipState.WORKING):
        facts = {"clip": clip, "progress": progress(clip, at=now()), "stay": True}
        return render_to_string("cms/elements/making_now.html", facts)
    return " · ".join(filter(None, (str(clip.get_state_display()), why_failed(clip))))


def sizes(clip: Clip) -> SafeString:
    """Return each size with its megabytes."""
    words = ", ".join(f"{one.name} {one.size_bytes / 1e6:.1f} MB" for one in clip.renditions.all())
    return format_html('<span data-clip="sizes">{}</span>', words)


class _Facts:
    """What an editor needs to know of a clip to choose it."""

    def get_object_list(self) -> Any:
        """Return the clips, the newest first, with their sizes."""
        return Clip.objects.prefetch_related("renditions").order_by("-queued_at", "key")

    @property
    def columns(self) -> list[Any]:
        """Add cover, length, state and sizes to the title."""
        ours = [
            Column("cover", label=_("Cover"), accessor=cover),
            Column("duration", label=_("Length"), accessor=duration),
            Column("state", label=_("State"), accessor=state),
            Column("sizes", label=_("Sizes"), accessor=sizes),
        ]
        return [*super().columns, *ours]  # type: ignore[misc]


class ClipChooseView(_Facts, ChooseView):
    """The window itself."""


class ClipChooseResultsView(_Facts, ChooseResultsView):
    """Its list alone, after a search."""


class ClipChooserViewSet(ChooserViewSet):
    """The window in which an editor chooses a clip by cover, length, state and sizes."""

    model = "media.Clip"
    icon = "media"
    choose_one_text = _("Choose a clip")
    choose_another_text = _("Choose another clip")
    edit_item_text = _("Edit this clip")
    register_widget = False
    choose_view_class = ClipChooseView
    choose_results_view_class = ClipChooseResultsView
    chosen_view_class = ClipChosenView


clip_chooser_viewset = ClipChooserViewSet("clip_chooser")
