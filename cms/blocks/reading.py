"""Blocks that one reads: key points, text, picture, tip or warning, checklist."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks import samples

TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link"]


class KeyPointsBlock(blocks.StructBlock):
    """The three to five sentences of a lesson. The composed clip and the search read them too."""

    points = blocks.ListBlock(
        blocks.CharBlock(label=_("point"), max_length=260), label=_("points"), min_num=1, max_num=7
    )

    class Meta:
        label = _("Key points")
        icon = "list-ol"
        template = "cms/blocks/key_points.html"
        preview_value = {"points": samples.POINTS}
        description = _("Numbered sentences. The clip is composed from them.")


class TextBlock(blocks.RichTextBlock):
    """Running text with small headings, lists and links."""

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "cms/blocks/text.html"
        preview_value = samples.TEXT
        description = _("Paragraphs, small headings, lists and links.")


class PictureBlock(blocks.StructBlock):
    """A picture with words for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what the picture shows"), max_length=160)
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "cms/blocks/picture.html"
        preview_value = {"alt": samples.ALT, "caption": samples.CAPTION, "image": None}
        description = _("A picture, made small for slow networks.")


class TipBlock(blocks.StructBlock):
    """A tip that helps, or a warning that keeps from harm."""

    kind = blocks.ChoiceBlock(
        choices=[("tip", _("Tip")), ("warning", _("Warning"))], default="tip", label=_("kind")
    )
    text = blocks.TextBlock(label=_("text"), max_length=400)

    class Meta:
        label = _("Tip or warning")
        icon = "info-circle"
        template = "cms/blocks/tip.html"
        preview_value = {"kind": "tip", "text": samples.TIP}
        description = _("One idea in a coloured card, said in a word and a shape.")


class ChecklistBlock(blocks.StructBlock):
    """Things to tick off. Where the practice task asks for a checklist, these are its items."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("item"), max_length=200), label=_("items"), min_num=1, max_num=12
    )

    class Meta:
        label = _("Checklist")
        icon = "tasks"
        template = "cms/blocks/checklist.html"
        preview_value = {"title": samples.CHECKLIST_TITLE, "items": samples.CHECKLIST}
        description = _("Items to tick off; the practice task can ask for them.")
