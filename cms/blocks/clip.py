"""The clip of a lesson: composed from its key points, or chosen from the clips there are."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.admin.clips import clip_chooser_viewset

COMPOSED, CHOSEN = "composed", "chosen"
_ChooserBlock: Any = clip_chooser_viewset.get_block_class(name="_ChooserBlock", module_path="cms.blocks.clip")


class ClipChooserBlock(_ChooserBlock):
    """A chosen clip. Its key is stored as text, which Wagtail itself would not find again."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        """Return the clips with these keys, None for one that is gone."""
        found: list[Any] = super().bulk_to_python([_key(value) for value in values])
        return found


def _key(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


class ClipBlock(blocks.StructBlock):
    """A clip in the lesson. The first one of a lesson stands at the top of its page."""

    source = blocks.ChoiceBlock(
        choices=[
            (COMPOSED, _("Made by the system from the key points")),
            (CHOSEN, _("A clip chosen below")),
        ],
        default=COMPOSED,
        label=_("which clip"),
    )
    clip = ClipChooserBlock(label=_("clip"), required=False)

    class Meta:
        label = _("Clip")
        icon = "media"
        template = "cms/blocks/clip.html"
        preview_value = {"source": COMPOSED, "clip": None}
        description = _("The player offers the sizes with their megabytes before anything is fetched.")

    def clean(self, value: Any) -> Any:
        """Ask for a clip where one is to be chosen; a draft may be incomplete."""
        cleaned = super().clean(value)
        missing = cleaned.get("source") == CHOSEN and not cleaned.get("clip")
        if missing and not self.is_deferred_validation:
            wrong = ValidationError(_("Choose a clip, or let the system make one."))
            raise StructBlockValidationError(block_errors={"clip": wrong})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the clip's key; in the block picker there is no lesson, so there is no key."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        lesson_key = (parent_context or {}).get("key")
        context["block_clip_key"] = clip_key_of(value, lesson_key) if lesson_key else None
        return context


def composed_key(lesson_key: uuid.UUID) -> uuid.UUID:
    """Return the key of the clip that is composed for a lesson: always the same one."""
    return uuid.uuid5(lesson_key, "clip")


def clip_key_of(value: Any, lesson_key: uuid.UUID) -> uuid.UUID | None:
    """Return the key of the clip that a clip block shows in a lesson."""
    if value.get("source") == COMPOSED:
        return composed_key(lesson_key)
    chosen = value.get("clip")
    return chosen.key if chosen else None
