"""The practice task and the step in the real world."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import samples

KINDS = [
    ("text", _("Text")),
    ("checklist", _("Checklist")),
    ("photo", _("Photo")),
    ("audio", _("Sound")),
    ("video", _("Clip")),
]
MILESTONES = [
    ("M4", _("Shop open")),
    ("M5", _("First content")),
    ("M6", _("First sale")),
    ("M8", _("DBD Registered")),
]


class PracticeBlock(blocks.StructBlock):
    """What the learner does and sends; a trainer approves it or sends it back with a reason."""

    text = blocks.TextBlock(label=_("task"), max_length=600, rows=3)
    kinds = blocks.MultipleChoiceBlock(choices=KINDS, label=_("what the learner sends"), required=False)
    photos = blocks.IntegerBlock(label=_("photos at least"), min_value=1, max_value=10, default=1)

    class Meta:
        label = _("Practice task")
        icon = "upload"
        template = "cms/blocks/practice.html"
        preview_value = {"text": samples.PRACTICE, "kinds": ["photo", "audio"], "photos": 1}
        description = _("A task that the trainer looks at. One task a lesson.")

    def clean(self, value: Any) -> Any:
        """Refuse a task that asks for nothing to send; a draft may be incomplete."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned.get("kinds"):
            wrong = ValidationError(_("Choose at least one thing that the learner sends."))
            raise StructBlockValidationError(block_errors={"kinds": wrong})
        return cleaned


class MilestoneBlock(blocks.StructBlock):
    """The step in the real world that yields evidence; never needed to complete the lesson."""

    code = blocks.ChoiceBlock(choices=MILESTONES, label=_("milestone"))
    text = blocks.TextBlock(label=_("task"), max_length=600, rows=3)

    class Meta:
        label = _("Step in the real world")
        icon = "pick"
        template = "cms/blocks/milestone.html"
        preview_value = {"code": "M4", "text": samples.MILESTONE}
        description = _("What to do for real, with the way to “My shop”.")
